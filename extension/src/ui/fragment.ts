// Opening a page at a quote: a text fragment (https://wicg.github.io/scroll-to-text-fragment/).

/** Longer quotes are named by their edges. */
const longQuote = 120;
const edgeWords = 5;
/** Where words are not set apart by spaces, an edge has at least this many characters. */
const edgeCharacters = 12;

/**
 * The address that opens a page scrolled to a quote. The page's own fragment
 * stays; a text fragment that it had gives way.
 */
export function atQuote(url: string, quote: string): string {
  const text = quote.trim();
  if (text === "") return url;
  const base = url.replace(/:~:.*$/s, "");
  return `${base}${base.includes("#") ? "" : "#"}:~:text=${directive(text)}`;
}

/** One exact text is found only within one block of the page; two edges may lie in two. */
function directive(text: string): string {
  const plain = text.replace(/\s+/g, " ");
  const oneBlock = !/\n/.test(text);
  if (oneBlock && plain.length <= longQuote) return encode(plain);
  const [first, last] = [text.slice(0, text.search(/\n|$/)).trim(), text.slice(text.lastIndexOf("\n") + 1).trim()];
  const start = edge(first, 1);
  const end = edge(last, -1);
  return oneBlock && start.length + end.length >= plain.length ? encode(plain) : `${encode(start)},${encode(end)}`;
}

const words = new Intl.Segmenter(undefined, { granularity: "word" });

/** The first (side 1) or last (side -1) words of a line: browsers match whole words only. */
function edge(line: string, side: 1 | -1): string {
  const plain = line.replace(/\s+/g, " ");
  const spaced = plain.split(" ");
  if (spaced.length >= edgeWords) return (side > 0 ? spaced.slice(0, edgeWords) : spaced.slice(-edgeWords)).join(" ");
  if (plain.length <= 2 * edgeCharacters) return plain;
  const starts = [...words.segment(plain)].map((s) => s.index);
  if (side > 0) return plain.slice(0, starts.find((at) => at >= edgeCharacters)).trim();
  return plain.slice(starts.findLast((at) => at <= plain.length - edgeCharacters)).trim();
}

/** Commas and dashes have a meaning in text directives. */
function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/-/g, "%2D");
}
