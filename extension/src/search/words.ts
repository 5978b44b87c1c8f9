// Text as rung 0 compares it: lower case, compatibility forms and accents
// folded, cut into words; Chinese, Japanese and Korean runs stay whole and are
// found by any part of them.

/** Folds text and keeps its length: each code unit of the result stands for the one at the same place. */
export function fold(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  let out = "";
  for (const char of text) {
    const plain = char.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
    out += plain.length === char.length ? plain : char.toLowerCase().length === char.length ? char.toLowerCase() : char;
  }
  return out;
}

const wordOrRun = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]+|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}])[\p{L}\p{N}+#])+/gu;

/** The words of folded text, in order. */
export function words(folded: string): string[] {
  return folded.match(wordOrRun) ?? [];
}

/** Han, kana or Hangul: no spaces between words. */
export function isUnspaced(word: string): boolean {
  return /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(word);
}

/** Words of a question that say nothing about the page. */
const empty = new Set(("a an the and or of in on at to for from with by about as is are was were be been do does did has have had i me my we our you your " +
  "it its this that those these there what which who whom whose when where why how can could should would will not no some any all " +
  "one page site article post piece thing saved find show tell").split(" "));
const emptyRun = /我们|我的|你的|那个|这个|那篇|这篇|一篇|一个|哪个|哪里|什么|怎么|怎样|为什么|如何|关于|文章|网页|请问|[我你的了吗呢吧啊讲说是在和与或]/g;

/**
 * What a question asks for: words that any of its pages would have. A long
 * run without spaces is cut into pairs, which its words show up in.
 */
export function terms(question: string): string[] {
  const all = words(fold(question));
  const telling = all.filter((w) => !empty.has(w));
  return telling.length > 0 ? telling : all;
}

/** The overlapping pairs of a run, without those of question words; the run itself when it is short. */
export function pairs(run: string): string[] {
  const out: string[] = [];
  for (const part of run.replace(emptyRun, " ").split(" ")) {
    const chars = [...part]; // rare characters take two code units
    for (let i = 0; i + 1 < chars.length; i++) out.push(chars[i]! + chars[i + 1]!);
  }
  return out.length > 0 ? out : [run];
}

/**
 * Whether two words are at most `most` typing errors apart (a letter too many,
 * missing, wrong, or two swapped: optimal string alignment distance).
 */
export function nearly(a: string, b: string, most: number): boolean {
  if (Math.abs(a.length - b.length) > most) return false;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      if (cost < best) best = cost;
    }
    if (best > most) return false;
    before = last;
    last = row;
  }
  return last[b.length]! <= most;
}
