// What a screen reader hears of an answer: whole sentences, each once, as soon
// as it is finished; no signs of markup.

const markup = / ?\[\d{1,2}\](?=[.,;:!?])|\[\d{1,2}\]|\*\*|`|^#{1,6}\s+/gm;
const finished = /[^.!?。！？\n]*(?:[.!?](?=\s)|[。！？\n])[”’"）)\]]*/gu;

/** The finished sentences of a text, and with `all` the rest as well. */
export function sentences(text: string, all: boolean): string[] {
  const plain = text.replace(markup, "");
  const out: string[] = [];
  let at = 0;
  for (const m of plain.matchAll(finished)) {
    out.push(m[0].trim());
    at = m.index + m[0].length;
  }
  if (all) out.push(plain.slice(at).trim());
  return out.filter(Boolean);
}
