// One page found, and the other rows of the list. A row is one option of the
// listbox: nothing inside it takes the focus.
import { Component, type JSX } from "preact";
import { openable } from "../browser.ts";
import { day, t, type MessageKey } from "../i18n/t.ts";
import type { Hit } from "../protocol.gen.ts";
import { Favicon } from "./favicon.tsx";
import { folderName } from "../bookmarks/folder.ts";
import { Icon, type IconName } from "./icons.tsx";
import { Marked } from "./text.tsx";

interface RowProps {
  id: string;
  selected: boolean;
  onPick(event: MouseEvent): void;
}

/** Why a page was found, most telling first. The title shows its own marks. */
const whys: [Hit["matched"][number], MessageKey, IconName][] = [
  ["text", "why.text", "page"],
  ["meaning", "why.meaning", "meaning"],
  ["folder", "why.folder", "folder"],
  ["address", "why.address", "link"],
  ["title", "why.title", "title"],
];

export interface HitRowProps extends RowProps {
  hit: Hit;
  /** Where the answer cites it. */
  cited?: number;
  /** A tab shows it already. */
  open?: boolean;
  /** It is shown with a page that it is nearly the same as. */
  under?: boolean;
  /** Its similar pages are shown. */
  unfolded?: boolean;
  onMenu(event: MouseEvent): void;
  onUnfold?: () => void;
}

export function HitRow({ hit, id, selected, cited, open, under, unfolded, onPick, onMenu, onUnfold }: HitRowProps): JSX.Element {
  return (
    <li
      class={under ? "hit hit-under" : "hit"} role="option" id={id} aria-selected={selected} title={hit.title}
      onClick={(e) => (isMore(e) ? onMenu(e) : onPick(e))}
      onAuxClick={(e) => e.button === 1 && onPick(e)}
      onContextMenu={(e) => (e.preventDefault(), onMenu(e))}
    >
      <HitBody hit={hit} cited={cited} open={open} more />
      {hit.similar > 0 && onUnfold && (
        <span class="hit-similar link" onClick={(e) => (e.stopPropagation(), onUnfold())}>
          {t(unfolded ? "hits.similar.hide" : "hits.similar", { n: hit.similar })}
        </span>
      )}
    </li>
  );
}

const isMore = (e: MouseEvent): boolean => e.target instanceof Element && e.target.closest(".hit-more") !== null;

/** A page found as a link, where there is no listbox around it. */
export function HitLink({ hit, cited }: { hit: Hit; cited?: number }): JSX.Element {
  const body = <HitBody hit={hit} cited={cited} />;
  if (!openable(hit.url)) return <div class="hit">{body}</div>;
  return <a class="hit" href={hit.url} target="_blank" rel="noopener noreferrer" title={hit.title}>{body}</a>;
}

interface BodyProps {
  hit: Hit;
  cited?: number;
  open?: boolean;
  /** With the sign that opens the actions; who holds the row hears the click. */
  more?: boolean;
}

/**
 * What a row says. Drawn again only when that changes: an answer above it is
 * drawn at every frame, and most letters find the same pages.
 */
class HitBody extends Component<BodyProps> {
  override shouldComponentUpdate(next: BodyProps): boolean {
    const { hit, cited, open } = this.props;
    return next.hit !== hit || next.cited !== cited || next.open !== open;
  }

  override render({ hit, cited, open, more }: BodyProps): JSX.Element {
    return (
      <>
        <Favicon url={hit.url} site={hit.site} />
        <div>
          <div class="hit-head">
            <span class="hit-title clip" dir="auto">
              {hit.title ? <Marked text={hit.title} ranges={hit.titleHighlights} /> : hit.url}
            </span>
            {(cited !== undefined || open) && (
              <span class="hit-flags">
                {open && <span class="tag"><Icon name="tab" />{t("hits.tab")}</span>}
                {cited !== undefined && <span class="cite" role="img" aria-label={t("hits.cited", { n: cited })}>{cited}</span>}
              </span>
            )}
            {more && <span class="hit-more" aria-hidden="true"><Icon name="dots" /></span>}
          </div>
          <Place hit={hit} />
          <Why hit={hit} />
        </div>
      </>
    );
  }
}

function Place({ hit }: { hit: Hit }): JSX.Element {
  const folder = folderName(hit.folders[0] ?? []);
  return (
    <div class="hit-meta">
      <span class="hit-place">
        <span class="site clip" dir="auto">{hit.site}</span>
        {folder && <span class="sep" aria-hidden="true">·</span>}
        {folder && <span class="clip" dir="auto">{folder}</span>}
      </span>
      {hit.addedAt && <time dateTime={hit.addedAt} dir="auto">{day(hit.addedAt)}</time>}
    </div>
  );
}

function Why({ hit }: { hit: Hit }): JSX.Element | null {
  const why = whys.find(([part]) => hit.matched.includes(part));
  if (!why && !hit.passage.text) return null;
  return (
    <p class="hit-text" dir="auto">
      {why && (
        <bdi class="why">
          <Icon name={why[2]} />
          {t(why[1])}
        </bdi>
      )}
      {hit.passage.text && (
        <span>
          <Marked text={hit.passage.text} ranges={hit.passage.highlights} />
        </span>
      )}
    </p>
  );
}

/** The row that asks the typed question. */
export function AskRow({ id, selected, question, typed, onPick }: RowProps & { question: string; typed: boolean }): JSX.Element {
  return (
    <li class="hit hit-slim hit-ask" role="option" id={id} aria-selected={selected} onClick={onPick}>
      <Icon name="ask" />
      <div class="hit-head">
        <span class="hit-title clip plain">
          {typed ? <>{t("ask.row")} <span class="q" dir="auto">“{question}”</span></> : <span dir="auto">{question}</span>}
        </span>
        {typed && <span class="hit-flags" aria-hidden="true"><kbd>Alt</kbd> <kbd>↵</kbd></span>}
      </div>
    </li>
  );
}
