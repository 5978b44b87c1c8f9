// Text of pages on the screen: always text nodes, the found words marked.
import type { ComponentChildren, JSX } from "preact";
import type { Range } from "../protocol.gen.ts";

/** Text with ranges (UTF-16, ascending) marked; ranges that do not fit are left out. */
export function Marked({ text, ranges }: { text: string; ranges: readonly Range[] }): JSX.Element {
  const parts: ComponentChildren[] = [];
  let at = 0;
  for (const [from, to] of ranges) {
    if (from < at || to <= from || to > text.length) continue;
    parts.push(text.slice(at, from), <mark>{text.slice(from, to)}</mark>);
    at = to;
  }
  parts.push(text.slice(at));
  return <>{parts}</>;
}
