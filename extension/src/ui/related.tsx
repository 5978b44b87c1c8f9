import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import type { Hit } from "../protocol.gen.ts";
import { HitLink } from "./hit.tsx";
import { Icon } from "./icons.tsx";
import type { Related } from "./related.ts";

/** The quiet row about the open tab: closed until the person wants it, absent when there is nothing to say. */
export function RelatedRow({ related }: { related: Related }): JSX.Element | null {
  const { state } = related;
  if (state.kind === "offer") {
    return (
      <div class="related">
        <button type="button" class="related-find" onClick={() => void related.find()}>
          <Icon name="stack" />
          {t("page.related.find")}
        </button>
      </div>
    );
  }
  if (state.kind !== "hits") return null;
  return (
    <details class="related" aria-label={t("page.related")}>
      <summary>
        <Icon name="stack" />
        <span class="grow">{t("page.related.count", { n: state.hits.length })}</span>
        <Icon name="chev" />
      </summary>
      <ul>{state.hits.map((hit) => <li key={hit.url}><HitLink hit={plain(hit)} /></li>)}</ul>
    </details>
  );
}

/** Where it is enough to know the page again. */
function plain(hit: Hit): Hit {
  return { ...hit, passage: { text: "", highlights: [] }, titleHighlights: [], matched: [] };
}
