// The list under the field: filters and spelling, then the rows.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import type { Filter, Hit, SearchResult } from "../protocol.gen.ts";
import { FilterEdit } from "./filter_edit.tsx";
import { AskRow, HitRow } from "./hit.tsx";
import { Icon, type IconName } from "./icons.tsx";
import type { KnownTabs } from "./open_tabs.ts";
import type { Row } from "./session.ts";

const filterIcons: Record<string, IconName> = { time: "clock", site: "globe", folder: "folder", lang: "title", type: "page", without: "x", phrase: "quote" };

interface ChipsProps {
  filters: Filter[];
  /** Nothing fits them. */
  none: boolean;
  /** Without an index: all of them. */
  onRemove(index?: number): void;
  /** Puts another filter in the place of one. */
  onChange(index: number, filter: Filter): void;
}

/** Filters read from the question: each can be changed, and removed. */
export function Chips({ filters, none, onRemove, onChange }: ChipsProps): JSX.Element | null {
  const [editing, setEditing] = useState<number>();
  const list = useRef<HTMLUListElement>(null);
  const edited = editing === undefined ? undefined : filters[editing];
  const close = (at: number | undefined) => {
    setEditing(undefined);
    list.current?.querySelectorAll<HTMLElement>(".chip-label")[at ?? 0]?.focus();
  };
  if (filters.length === 0) return null;
  return (
    <>
      <ul class="chips" aria-label={t("filter.group")} ref={list}>
        {filters.map((f, i) => (
          <li class="chip">
            <button
              type="button" class="chip-label" aria-haspopup="dialog" aria-expanded={i === editing} title={t("filter.edit", { label: f.label })}
              onClick={() => setEditing(i === editing ? undefined : i)}
            >
              <Icon name={filterIcons[f.kind] ?? "page"} />
              <span class="clip" dir="auto">{f.label}</span>
            </button>
            <button type="button" class="chip-x" aria-label={t("filter.remove", { label: f.label })} onClick={() => onRemove(i)}>
              <Icon name="x" />
            </button>
          </li>
        ))}
        {none && <li><button type="button" class="btn btn-sm btn-quiet" onClick={() => onRemove()}>{t("filter.all")}</button></li>}
      </ul>
      {edited && editing !== undefined && (
        <FilterEdit
          key={editing} filter={edited} onClose={() => close(editing)}
          onDone={(f) => (close(editing), f ? onChange(editing, f) : onRemove(editing))}
        />
      )}
    </>
  );
}

/** Which words were searched instead of those typed. */
export function Corrected({ result, onInstead }: { result: SearchResult; onInstead(): void }): JSX.Element | null {
  const c = result.corrected;
  if (!c) return null;
  return (
    <p class="said" role="status">
      {t("typo.shown")} <b dir="auto">{c.to}</b>{" "}
      <button type="button" class="link" onClick={onInstead}>{t("typo.instead", { from: c.from })}</button>
    </p>
  );
}

/** Rows under one heading. */
export interface RowGroup {
  label: string;
  rows: Row[];
}

export interface RowsProps {
  groups: RowGroup[];
  selected: number;
  /** What the list is called where its headings do not say it. */
  label?: string;
  cited?: Map<number, number>;
  openTabs?: KnownTabs;
  /** What the search had to do without. */
  partial?: SearchResult["partial"];
  /** Searches again. */
  onAgain?: () => void;
  onPick(row: Row, event: MouseEvent): void;
  /** Shows or hides the pages that are nearly the same as one. */
  onUnfold?: (hit: Hit) => void;
  isUnfolded?: (hit: Hit) => boolean;
  onMenu(hit: Hit, event: MouseEvent | null, index: number): void;
}

/**
 * The listbox. Its options are numbered o0, o1, … through all groups, for
 * aria-activedescendant. It stays in the page when it is empty: the field
 * names it.
 */
export function Rows(props: RowsProps): JSX.Element {
  const groups = props.groups.filter((g) => g.rows.length > 0 || g.label);
  let first = 0;
  const firsts = groups.map((g) => (first += g.rows.length) - g.rows.length);
  if (groups.length < 2) {
    const [group] = groups;
    return (
      <section class={group ? "group" : "sr"}>
        {group?.label && <div class="group-head"><h2 class="label">{group.label}</h2><Partial {...props} /></div>}
        <ul role="listbox" id="hits" aria-label={group?.label || props.label || t("hits.label")}>
          {group && <Options {...props} rows={group.rows} first={0} />}
        </ul>
      </section>
    );
  }
  return (
    <div role="listbox" id="hits" aria-label={props.label || t("hits.label")}>
      {groups.map((g, i) => (
        <ul role="group" class="group" aria-label={g.label} key={g.label}>
          <li role="presentation" class="group-head"><span class="label">{g.label}</span></li>
          <Options {...props} rows={g.rows} first={firsts[i]!} />
        </ul>
      ))}
    </div>
  );
}

/** Why meaning had no say, in the line that is there anyway: nothing moves for it. */
function Partial({ partial, onAgain }: Pick<RowsProps, "partial" | "onAgain">): JSX.Element | null {
  if (partial !== "model_slow" && partial !== "embedding") return null;
  const text = t(`partial.${partial}`);
  return (
    <>
      <span class="partial clip" role="status" title={text}>{text}</span>
      <button type="button" class="link" onClick={onAgain}>{t("err.host.do")}</button>
    </>
  );
}

function Options({ rows, first, selected, cited, openTabs, onPick, onMenu, onUnfold, isUnfolded }: RowsProps & { rows: Row[]; first: number }): JSX.Element {
  return (
    <>
      {rows.map((row, at) => {
        const i = first + at;
        const shared = { id: `o${i}`, selected: i === selected, onPick: (e: MouseEvent) => onPick(row, e) };
        if (row.kind === "ask") return <AskRow key={`ask ${row.typed ? "" : row.question}`} {...shared} question={row.question} typed={row.typed} />;
        return (
          <HitRow
            key={row.hit.url} {...shared} hit={row.hit} cited={cited?.get(row.hit.pageId)} open={openTabs?.has(row.hit.url)}
            under={row.under !== undefined} unfolded={isUnfolded?.(row.hit)} onUnfold={onUnfold && (() => onUnfold(row.hit))}
            onMenu={(e) => onMenu(row.hit, e, i)}
          />
        );
      })}
    </>
  );
}
