// The pages behind an answer, as links beside the conversation.
import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import { HitLink } from "./hit.tsx";
import type { Turn } from "./turn.ts";

/** Pages used and found; of an answer that was not found, the nearest. */
export function Sources({ turn }: { turn: Turn }): JSX.Element | null {
  if (turn.hits.length === 0) return null;
  const cited = new Map<number, number>();
  for (const c of turn.answer?.citations ?? []) if (!cited.has(c.pageId)) cited.set(c.pageId, c.n);
  const label = t(!turn.answer && turn.phase === "done" ? "hits.label" : turn.answer?.found === false ? "nothing.near" : "hits.sources");
  return (
    <section class="sources" aria-label={label}>
      <div class="group-head"><h2 class="label">{label}</h2></div>
      <ul>{turn.hits.map((hit) => <li key={hit.url}><HitLink hit={hit} cited={cited.get(hit.pageId)} /></li>)}</ul>
    </section>
  );
}
