// Pages that are nearly the same as one found: they are one result, and shown
// with it when the person wants to see them.
import type { Hit } from "../protocol.gen.ts";

/** The pages folded into a hit, as hits that were not looked for by themselves. */
export function similarTo(hit: Hit): Hit[] {
  return (hit.alike ?? []).map((page) => ({
    ...page, score: 0, passage: { text: "", highlights: [] }, titleHighlights: [], matched: [], captured: false, similar: 0,
  }));
}
