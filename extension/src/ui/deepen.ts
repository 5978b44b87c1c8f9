// One list from two: what was found at the last key, by titles, words and the
// beginning of the last one, and what is found for the whole question, by
// meaning too.
import type { Hit, SearchResult } from "../protocol.gen.ts";

/** So many of the pages found at the last key stay above, even if the whole question does not find them. */
const sure = 3;

export interface DeepenOptions {
  /** The person is going through the rows: they stay, what is new comes after. */
  keepOrder: boolean;
  limit: number;
}

/**
 * Puts the deep result in place of the typed one. No page goes away: the last
 * word may be unfinished, and then only the typed result knows what it becomes.
 */
export function deepened(typed: SearchResult, deep: SearchResult, { keepOrder, limit }: DeepenOptions): SearchResult {
  const hits = keepOrder
    ? [...typed.hits, ...missing(deep.hits, typed.hits).map((h) => without(h, typed.hits))]
    : [...missing(typed.hits.slice(0, sure), deep.hits), ...deep.hits, ...missing(typed.hits.slice(sure), deep.hits)].slice(0, limit);
  return {
    ...typed, hits, mode: deep.mode, partial: deep.partial, total: Math.max(typed.total, deep.total, hits.length),
    corrected: typed.hits.length === 0 ? deep.corrected : typed.corrected,
  };
}

function missing(hits: readonly Hit[], from: readonly Hit[]): Hit[] {
  const there = new Set(from.flatMap((h) => [h.url, ...(h.alike ?? []).map((a) => a.url)]));
  return hits.filter((h) => !there.has(h.url));
}

/** A hit without those of its similar pages that are rows of their own. */
function without(hit: Hit, shown: readonly Hit[]): Hit {
  const all = hit.alike ?? [];
  const alike = all.filter((a) => !shown.some((h) => h.url === a.url));
  return alike.length === all.length ? hit : { ...hit, alike, similar: hit.similar - (all.length - alike.length) };
}

/**
 * The hits, with the objects of former ones where they say the same: most
 * letters find the pages that are shown already, and what is the same object
 * is not drawn again.
 */
export function kept(hits: readonly Hit[], former: readonly Hit[]): Hit[] {
  const said = new Map(former.map((h) => [JSON.stringify(h), h]));
  return hits.map((h) => said.get(JSON.stringify(h)) ?? h);
}
