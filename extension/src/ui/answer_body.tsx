// The text of an answer: our own small tree, never the model's markup.
import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import type { Citation } from "../protocol.gen.ts";
import { parseAnswer, type Block, type Cite, type Inline, type Words } from "./answer_text.ts";
import { markUnsure, place, type Placed } from "./citations.ts";
import { Icon } from "./icons.tsx";
import type { CardControl } from "./use_card.ts";

interface BodyProps {
  text: string;
  citations: Citation[];
  writing: boolean;
  /** Nothing but quotations: they are drawn as such, from the citations. */
  quoted: boolean;
  card: CardControl;
}

interface Context {
  placed: Placed;
  card: CardControl;
}

/** Paragraphs and lists with their citations. */
export function AnswerBody({ text, citations, writing, quoted, card }: BodyProps): JSX.Element {
  if (quoted) return <Quotes citations={citations} card={card} />;
  const blocks = parseAnswer(text, writing);
  const context: Context = { placed: place(blocks, citations), card };
  const caret = writing && <span class="caret" />;
  return <>{blocks.map((b, i) => <BlockView block={b} context={context} caret={i === blocks.length - 1 && caret} />)}</>;
}

function Quotes({ citations, card }: { citations: Citation[]; card: CardControl }): JSX.Element {
  const context: Context = { placed: citations, card };
  return (
    <ul class="quotes">
      {citations.map((c, order) => (
        <li dir="auto">{c.quote.replace(/\s+/g, " ").trim()} <Chip cite={{ kind: "cite", n: c.n, order }} context={context} /></li>
      ))}
    </ul>
  );
}

function BlockView({ block, context, caret }: { block: Block; context: Context; caret: JSX.Element | false }): JSX.Element {
  if (block.kind === "p") return <div class="para"><Line parts={block.inline} context={context} />{caret}</div>;
  const List = block.kind;
  const end = block.items.length - 1;
  return <List>{block.items.map((item, i) => <li><Line parts={item} context={context} />{i === end && caret}</li>)}</List>;
}

function Line({ parts, context }: { parts: Inline[]; context: Context }): JSX.Element {
  const out: (JSX.Element | string)[] = [];
  const chip = (cite: Cite) => <Chip cite={cite} context={context} key={cite.order} />;
  const left = markUnsure(parts, context.placed);
  for (let part = left.shift(); part; part = left.shift()) {
    const [next] = left;
    if (part.kind === "cite") out.push(chip(part));
    else if (next?.kind !== "cite") out.push(styled(part));
    else {
      left.shift();
      const at = part.text.search(lastWord);
      if (at > 0) out.push(styled({ ...part, text: part.text.slice(0, at) }));
      out.push(<span class="nobr">{styled({ ...part, text: part.text.slice(Math.max(at, 0)).trimEnd() })}{chip(next)}</span>);
    }
  }
  return <>{out}</>;
}

/** The end of a text that a chip keeps company, so that none begins a line. */
const lastWord = /(?:\p{Script=Han}|[^\s\p{Script=Han}]{1,24})\p{P}*\s*$/u;

function styled(words: Words): JSX.Element | string {
  const text = words.kind === "strong" ? <strong>{words.text}</strong> : words.kind === "code" ? <code>{words.text}</code> : words.text;
  return words.unsure ? <span class="unsure">{text}</span> : text;
}

function Chip({ cite: { n, order }, context }: { cite: Cite; context: Context }): JSX.Element {
  const { placed, card } = context;
  const citation = placed[order];
  const unsure = citation !== undefined && !citation.supported;
  const open = card.open === order;
  return (
    <button
      type="button" class={`cite${unsure ? " cite-unsure" : ""}`} aria-expanded={open} aria-controls={open ? "quote" : undefined}
      aria-label={t(unsure ? "cite.label.unsure" : "cite.label", { n, title: citation?.title ?? "" })}
      onMouseEnter={(e) => citation && card.hover(order, citation, e.currentTarget)}
      onMouseLeave={() => card.leave()}
      onFocus={(e) => citation && e.currentTarget.matches(":focus-visible") && card.hover(order, citation, e.currentTarget)}
      onClick={(e) => citation && card.press(order, citation, e.currentTarget)}
    >
      {n}
      {unsure && <Icon name="quest" />}
    </button>
  );
}
