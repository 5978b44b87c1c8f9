// Rung 0: search without the companion app. Titles, addresses and folders of
// the browser's own tree, in memory, fast enough for every keystroke; results
// have the shape of the host's, so the interface knows one kind only.
import type { Hit, Range, SearchResult } from "../protocol.gen.ts";
import type { TreeNode } from "../bookmarks/tree.ts";
import { openable } from "../browser.ts";
import { entryOf, hitOf, mergeInto, type Entry } from "./entry.ts";
import { isUnspaced, nearly, pairs, terms, words } from "./words.ts";

/**
 * What a word of the question is worth where it stands. Chosen by hand: the
 * title says most, a slip of the finger less than any true match in it.
 */
const worth = { titleStart: 10, titleWord: 8, titlePart: 4, titleTypo: 3.5, folder: 3, address: 2 };
/** The newest page gains this much over an old one: enough to decide between equals. */
const worthOfNew = 1;
const newDays = 90;
const day = 86_400_000;

/** More terms than this are a text that was pasted; the first ones say what it is about. */
const mostTerms = 32;

/** A term of the question: found when one of its forms stands somewhere. */
interface Term {
  forms: string[];
  typo: boolean;
}

export class LocalIndex {
  private readonly entries: Entry[];
  /** Every word of the titles, for words that were mistyped. */
  private readonly vocabulary: Set<string>;

  private constructor(entries: Entry[]) {
    this.entries = entries;
    this.vocabulary = new Set(entries.flatMap((e) => words(e.foldedTitle)));
  }

  /** Indexes a browser's tree. Only addresses of pages get in. */
  static of(roots: TreeNode[]): LocalIndex {
    const entries = new Map<string, Entry>();
    const stack = roots.map((node) => ({ node, folder: [] as string[] })).reverse();
    for (let at = stack.pop(); at; at = stack.pop()) {
      const { node, folder } = at;
      if (node.url !== undefined && openable(node.url)) {
        const known = entries.get(node.url);
        if (known) mergeInto(known, node, folder);
        else entries.set(node.url, entryOf(node, folder));
      }
      const inside = node.url === undefined && node.title ? [...folder, node.title.toWellFormed()] : folder;
      for (let i = (node.children?.length ?? 0) - 1; i >= 0; i--) stack.push({ node: node.children![i]!, folder: inside });
    }
    return new LocalIndex([...entries.values()]);
  }

  /** How many pages there are. */
  get size(): number {
    return this.entries.length;
  }

  /** The newest bookmarks. */
  recent(limit: number): Hit[] {
    return [...this.entries].sort((a, b) => b.addedAt - a.addedAt).slice(0, limit).map((e) => hitOf(e, e.addedAt, [], []));
  }

  /**
   * Pages that have every word of the query, best first; where there is none,
   * pages that have at least half of them.
   */
  search(query: string, limit = 20, now = Date.now()): SearchResult {
    const start = performance.now();
    const asked = terms(query).slice(0, mostTerms).flatMap((word) => this.termsOf(word)).slice(0, mostTerms);
    let found: Scored[] = [];
    for (const needed of asked.length > 1 ? [asked.length, Math.ceil(asked.length / 2)] : [asked.length]) {
      if (asked.length === 0 || found.length > 0) break;
      found = this.scored(asked, needed, now);
    }
    found.sort((a, b) => b.score - a.score || b.entry.addedAt - a.entry.addedAt);
    const hits = found.slice(0, limit).map(({ entry, score }) => shown(entry, asked, score));
    return { query, hits, filters: [], mode: "titles", total: found.length, tookMs: performance.now() - start };
  }

  private scored(asked: Term[], needed: number, now: number): Scored[] {
    const out: Scored[] = [];
    for (const entry of this.entries) {
      let sum = 0;
      let missing = 0;
      for (const term of asked) {
        const one = termScore(entry, term);
        if (one === 0 && ++missing > asked.length - needed) break;
        sum += one;
      }
      if (missing > asked.length - needed || sum === 0) continue;
      const age = Math.max(0, now - entry.addedAt) / day;
      out.push({ entry, score: sum / asked.length + worthOfNew / (1 + age / newDays) });
    }
    return out;
  }

  /**
   * The terms of a word: itself when it stands anywhere. A long run without
   * spaces is asked for by its pairs, a word that nobody wrote by its likes.
   */
  private termsOf(word: string): Term[] {
    const exact = { forms: [word], typo: false };
    if (word.length <= 2 || this.entries.some((e) => stands(e, word))) return [exact];
    if (isUnspaced(word)) return pairs(word).map((pair) => ({ forms: [pair], typo: false }));
    const errors = word.length >= 8 ? 2 : word.length >= 4 ? 1 : 0;
    const likes = errors === 0 ? [] : [...this.vocabulary].filter((w) => nearly(w, word, errors));
    return [likes.length > 0 ? { forms: likes, typo: true } : exact];
  }
}

interface Scored {
  entry: Entry;
  score: number;
}

function stands(e: Entry, word: string): boolean {
  return e.foldedTitle.includes(word) || e.foldedFolders.includes(word) || e.foldedAddress.includes(word);
}

function termScore(e: Entry, { forms, typo }: Term): number {
  let best = 0;
  for (const form of forms) best = Math.max(best, typo && atWord(e.foldedTitle, form) >= 0 ? worth.titleTypo : typo ? 0 : wordScore(e, form));
  return best;
}

function wordScore(e: Entry, word: string): number {
  const at = atWord(e.foldedTitle, word);
  if (at === 0) return worth.titleStart;
  if (at > 0) return worth.titleWord;
  if (e.foldedTitle.includes(word)) return isUnspaced(word) ? worth.titleWord : worth.titlePart;
  if (e.foldedFolders.includes(word)) return worth.folder;
  if (e.foldedAddress.includes(word)) return worth.address;
  return 0;
}

/** Where a word of the text begins with `word`; -1 when none does. */
function atWord(text: string, word: string): number {
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
    if (at === 0 || isUnspaced(word) || !/[\p{L}\p{N}]/u.test(text[at - 1]!) || isUnspaced(text[at - 1]!)) return at;
  }
  return -1;
}

/** A hit with the asked words marked in its title, and where they were found. */
function shown(e: Entry, asked: Term[], score: number): Hit {
  const ranges: Range[] = [];
  const matched = new Set<Hit["matched"][number]>();
  for (const { forms } of asked) {
    for (const form of forms) {
      const word = atWord(e.foldedTitle, form);
      const at = word >= 0 ? word : e.foldedTitle.indexOf(form);
      if (at >= 0) ranges.push([at, at + form.length]);
      else if (e.foldedFolders.includes(form)) matched.add("folder");
      else if (e.foldedAddress.includes(form)) matched.add("address");
    }
  }
  if (ranges.length > 0) matched.add("title");
  const order = ["title", "folder", "address"] as const;
  return hitOf(e, score, joined(ranges), order.filter((where) => matched.has(where)));
}

/** Ranges ascending, those that touch made one. */
function joined(ranges: Range[]): Range[] {
  const out: Range[] = [];
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0])) {
    const last = out[out.length - 1];
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
