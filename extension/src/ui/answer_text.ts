// What a model writes, as a small tree of the few things that reach the
// screen: paragraphs, lists, strong, code and citations. Links, images and
// HTML are none of them, so they can only ever be shown as the text they are.

/** A piece of text; `unsure` where it is claimed on words that no page has (set by citations.ts). */
export type Words = { kind: "text" | "strong" | "code"; text: string; unsure?: true };
/** A citation; `order` counts them through the whole answer, from 0. */
export type Cite = { kind: "cite"; n: number; order: number };
export type Inline = Words | Cite;
export type Block = { kind: "p"; inline: Inline[] } | { kind: "ul" | "ol"; items: Inline[][] };

const bullet = /^\s*[-*•]\s+/;
const numbered = /^\s*\d{1,2}[.)]\s+/;
const heading = /^\s*#{1,6}\s+/;
const quoted = /^\s*>\s?/;
const fence = /^\s*(```|~~~)/;

/**
 * Parses answer text. Any text at all gives a tree; nothing is dropped but
 * markup. While the text is still being written, what is not closed yet is
 * taken as if it were, so that no signs flicker at its end.
 */
export function parseAnswer(text: string, writing = false): Block[] {
  const blocks: Block[] = [];
  const pieces = new Pieces(writing);
  let paragraph: string[] = [];
  let code = false;
  const add = (inline: Inline[]) => inline.length > 0 && blocks.push({ kind: "p", inline });
  const flush = () => {
    if (paragraph.length > 0) add(pieces.of(paragraph.reduce(joined)));
    paragraph = [];
  };
  for (const line of text.split("\n")) {
    if (fence.test(line)) (flush(), (code = !code));
    else if (code) line.trim() !== "" && add([{ kind: "code", text: line }]);
    else if (bullet.test(line)) (flush(), addItem(blocks, "ul", pieces.of(line.replace(bullet, ""))));
    else if (numbered.test(line)) (flush(), addItem(blocks, "ol", pieces.of(line.replace(numbered, ""))));
    else if (heading.test(line)) (flush(), add(pieces.of(line.replace(heading, "")).map(strong)));
    else if (line.trim() === "") flush();
    else paragraph.push(line.replace(quoted, "").trim());
  }
  flush();
  return blocks;
}

function addItem(blocks: Block[], kind: "ul" | "ol", inline: Inline[]): void {
  const last = blocks[blocks.length - 1];
  if (last?.kind === kind) last.items.push(inline);
  else blocks.push({ kind, items: [inline] });
}

/** Lines of one paragraph; Chinese has no space where a line ends. */
function joined(a: string, b: string): string {
  return /[\p{Script=Han}，。；：、！？」』”）]$/u.test(a) && /^[\p{Script=Han}「『“（]/u.test(b) ? a + b : `${a} ${b}`;
}

function strong(part: Inline): Inline {
  return part.kind === "text" ? { ...part, kind: "strong" } : part;
}

const marks = /\*\*([^*\n]+)\*\*|__([^_\n]+)__|`([^`\n]+)`|\[(\d{1,2})\]|(?<![\w*])\*(?=\S)([^*\n]*[^*\s])\*(?![\w*])/g;
/** What is begun at the end of a text that is being written: a mark, strong words, code. */
const begun = /(?:\[\d{0,2}|\*{1,2}|`)$/;
const open = /\*\*([^*\n]+)$|`([^`\n]+)$/;

/** Cuts lines into pieces, counting their citations. */
class Pieces {
  private cites = 0;
  private readonly writing: boolean;

  constructor(writing: boolean) {
    this.writing = writing;
  }

  of(line: string): Inline[] {
    const text = this.writing ? line.replace(begun, "") : line;
    const out: Inline[] = [];
    let at = 0;
    for (const m of text.matchAll(marks)) {
      put(out, "text", text.slice(at, m.index));
      if (m[4] !== undefined) cite(out, Number(m[4]), this.cites++);
      else if (m[3] !== undefined) put(out, "code", m[3]);
      else if (m[5] !== undefined) put(out, "text", m[5]);
      else put(out, "strong", m[1] ?? m[2] ?? "");
      at = m.index + m[0].length;
    }
    const rest = text.slice(at);
    const half = this.writing ? open.exec(rest) : null;
    put(out, "text", half ? rest.slice(0, half.index) : rest);
    if (half) put(out, half[1] === undefined ? "code" : "strong", half[1] ?? half[2]!);
    return out;
  }
}

/** A citation keeps its own distance: no space before it, in which a line could end. */
function cite(out: Inline[], n: number, order: number): void {
  const last = out[out.length - 1];
  if (last && last.kind !== "cite") last.text = last.text.trimEnd();
  if (last?.kind === "text" && last.text === "") out.pop();
  out.push({ kind: "cite", n, order });
}

function put(out: Inline[], kind: Words["kind"], text: string): void {
  if (text === "") return;
  const last = out[out.length - 1];
  if (kind === "text" && last?.kind === "text") last.text += text;
  else out.push({ kind, text });
}
