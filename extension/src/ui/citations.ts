// Which citation stands behind which chip, and which words of an answer no
// page bears out.
import type { Citation } from "../protocol.gen.ts";
import type { Block, Inline, Words } from "./answer_text.ts";

/** The citation of every chip, by the chip's order; a number that nobody knows has none. */
export type Placed = (Citation | undefined)[];

/**
 * Places an answer's citations. They come in the order of the text, but the
 * same words under the same number only once: where a number stands more often
 * than it has citations, each chip takes the one most like its sentence.
 */
export function place(blocks: Block[], citations: readonly Citation[]): Placed {
  const chips = blocks.flatMap((b) => (b.kind === "p" ? [b.inline] : b.items)).flatMap(chipsOf);
  const out: Placed = [];
  for (const n of new Set(chips.map((c) => c.n))) {
    const mine = chips.filter((c) => c.n === n);
    const known = citations.filter((c) => c.n === n);
    mine.forEach((chip, i) => (out[chip.order] = known.length === mine.length ? known[i] : likest(known, chip.claim)));
  }
  return out;
}

/** The same pieces, those marked unsure whose sentence rests only on unsupported citations. */
export function markUnsure(inline: Inline[], placed: Placed): Inline[] {
  const out = [...inline];
  for (const { from, to, cites, ahead } of stretches(inline).reverse()) {
    const behind = cites.map((c) => placed[c.order]).filter((c) => c !== undefined);
    if (behind.length === 0 || behind.some((c) => c.supported)) continue;
    const words = inline.slice(from, to) as Words[];
    out.splice(from, to - from, ...unsureSentence(words, ahead ? "first" : "last"));
  }
  return out;
}

/** A run of words and the citations that it is claimed on. */
interface Stretch {
  from: number;
  to: number;
  cites: { n: number; order: number }[];
  /** All of them stand before the words. */
  ahead: boolean;
}

/** Citations belong to the words before them; at the start of a line, to those after. */
function stretches(inline: Inline[]): Stretch[] {
  const out: Stretch[] = [];
  let leading: Stretch["cites"] = [];
  for (let i = 0; i < inline.length; ) {
    const from = i;
    while (i < inline.length && inline[i]!.kind !== "cite") i++;
    const to = i;
    const cites: Stretch["cites"] = [];
    for (let part = inline[i]; part?.kind === "cite"; part = inline[++i]) cites.push(part);
    if (to === from && i < inline.length) leading = cites;
    else out.push({ from, to, cites: [...leading.splice(0), ...cites], ahead: cites.length === 0 });
  }
  return out;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "sentence" });

/** The words with the sentence unsure that is next to the citation. */
function unsureSentence(words: Words[], which: "first" | "last"): Words[] {
  const text = words.map((w) => w.text).join("");
  const sentences = [...segmenter.segment(text)].filter((s) => s.segment.trim() !== "");
  const chosen = sentences[which === "last" ? sentences.length - 1 : 0];
  if (!chosen) return words;
  const to = chosen.index + chosen.segment.trimEnd().length;
  const from = to - chosen.segment.trim().length;
  const out: Words[] = [];
  let at = 0;
  for (const w of words) {
    const [a, b] = [clamp(from - at, w.text.length), clamp(to - at, w.text.length)];
    if (a > 0) out.push({ ...w, text: w.text.slice(0, a) });
    if (b > a) out.push({ ...w, text: w.text.slice(a, b), unsure: true });
    if (b < w.text.length) out.push({ ...w, text: w.text.slice(Math.max(a, b)) });
    at += w.text.length;
  }
  return out;
}

function clamp(n: number, most: number): number {
  return Math.max(0, Math.min(n, most));
}

interface Chip {
  n: number;
  order: number;
  /** The words that it stands for. */
  claim: string;
}

function chipsOf(inline: Inline[]): Chip[] {
  return stretches(inline).flatMap(({ from, to, cites }) => {
    const claim = (inline.slice(from, to) as Words[]).map((w) => w.text).join("");
    return cites.map(({ n, order }) => ({ n, order, claim }));
  });
}

function likest(citations: Citation[], claim: string): Citation | undefined {
  const want = pairs(claim);
  let best: Citation | undefined;
  let most = -1;
  for (const c of citations) {
    const have = pairs(c.quote);
    const common = [...want].filter((p) => have.has(p)).length / (have.size || 1);
    if (common > most) [best, most] = [c, common];
  }
  return best;
}

/** Neighbouring characters: they compare texts of every script alike. */
function pairs(text: string): Set<string> {
  const plain = text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
  return new Set(Array.from({ length: Math.max(0, plain.length - 1) }, (_, i) => plain.slice(i, i + 2)));
}
