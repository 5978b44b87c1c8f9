import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import type { Citation } from "../protocol.gen.ts";
import { Favicon } from "./favicon.tsx";
import { atQuote } from "./fragment.ts";
import { Icon } from "./icons.tsx";
import { openPage } from "./open.ts";

/** Where a card is: at its chip, in pixels from the top of the answer. */
export interface CardPlace {
  /** Which chip of the answer it belongs to. */
  key: number;
  citation: Citation;
  chipTop: number;
  chipBottom: number;
  /** There is more room above the chip than below it. */
  above: boolean;
}

export interface QuoteCardProps {
  place: CardPlace;
  onEnter(): void;
  onLeave(): void;
}

/** The words of the page behind a citation, and the way to them. It overlays, it never pushes. */
export function QuoteCard({ place, onEnter, onLeave }: QuoteCardProps): JSX.Element {
  const c = place.citation;
  const label = t(c.supported ? "cite.label" : "cite.label.unsure", { n: c.n, title: c.title });
  const site = URL.parse(c.url)?.hostname.replace(/^www\./, "") ?? "";
  const open = () => void openPage(c.supported ? atQuote(c.url, c.quote) : c.url, "tab");
  const style = place.above ? { top: `${place.chipTop - 6}px`, transform: "translateY(-100%)" } : { top: `${place.chipBottom + 2}px` };
  return (
    <div
      class={`quote-card${c.supported ? "" : " unsure-card"}`} id="quote" role="group" aria-label={label} style={style}
      onMouseEnter={onEnter} onMouseLeave={onLeave}
    >
      <span class="quote-from">
        <Favicon url={c.url} site={site} />
        <b class="clip" dir="auto">{c.title || c.url}</b>
        <span class="site clip">{site}</span>
      </span>
      {c.quote && (
        <span class="words" dir="auto">
          {c.supported ? <mark>{c.quote}</mark> : c.quote}
        </span>
      )}
      <span class="quote-foot">
        <span class="ok">
          <Icon name={c.supported ? "checkc" : "quest"} />
          {t(c.supported ? "cite.ok" : "cite.unsure")}
        </span>
        <button type="button" class="link" onClick={open}>{t(c.supported ? "cite.open" : "cite.openpage")}</button>
      </span>
    </div>
  );
}
