// An answer above its results. While it is written its window keeps its
// height, so that nothing below ever moves.
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { HostError } from "../host/error.ts";
import { t } from "../i18n/t.ts";
import { AnswerBody } from "./answer_body.tsx";
import { Icon } from "./icons.tsx";
import { QuoteCard } from "./quote_card.tsx";
import { sentences } from "./spoken.ts";
import type { Turn } from "./turn.ts";
import { useCard } from "./use_card.ts";
import { Waiting } from "./waiting.tsx";

interface AnswerProps {
  turn: Turn;
  /** All of it is shown, under the question. */
  roomy?: boolean;
  /** Says what it was made from, and offers a copy. */
  foot?: boolean;
  /** Asks again, where it failed. */
  onRetry?: () => void;
}

export function AnswerView({ turn, roomy = false, foot = true, onRetry }: AnswerProps): JSX.Element {
  // In a conversation it stands in an article under its question: one landmark is enough.
  const Section = roomy ? "div" : "section";
  const [all, setAll] = useState(false);
  const [overflows, setOverflows] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const section = useRef<HTMLDivElement>(null);
  const card = useCard(section);
  const id = useId();
  const writing = turn.phase === "writing" || turn.phase === "waiting";
  const window = !roomy && !all;
  useLayoutEffect(() => {
    const el = box.current;
    if (!el || !window) return;
    // What is new is what is read while it is written.
    if (writing) el.scrollTop = el.scrollHeight;
    else el.scrollTop = 0;
    setOverflows(el.scrollHeight > el.clientHeight + 2);
  });
  const classes = ["answer-body", window && "answer-window", window && overflows && !writing && "answer-fade"].filter(Boolean).join(" ");
  return (
    <Section class="answer" aria-labelledby={roomy ? undefined : id} ref={section}>
      {!roomy && <div class="answer-head"><h2 class="label" id={id}>{t("answer.label")}</h2></div>}
      <div class={classes} ref={box} dir="auto" aria-busy={writing}>
        <Notice turn={turn} />
        {turn.thinking && <details class="said"><summary>{t("answer.thinking")}</summary><p dir="auto">{turn.thinking}</p></details>}
        {turn.phase === "waiting" ? <Skeleton /> : (
          <AnswerBody text={turn.text} citations={turn.answer?.citations ?? []} writing={writing} quoted={isQuoted(turn)} card={card} />
        )}
        {isUncited(turn) && <p class="said">{t("answer.uncited")}</p>}
        {turn.phase === "stopped" && <p class="said">{t("answer.stopped")}</p>}
        {turn.error && <Failed error={turn.error} onRetry={onRetry} />}
      </div>
      <div class="sr" aria-live="polite">
        {sentences(turn.text, turn.phase === "done").map((s, i) => <span key={i}>{s} </span>)}
      </div>
      {card.place && <QuoteCard place={card.place} onEnter={() => card.stay()} onLeave={() => card.leave()} />}
      {foot && <Foot turn={turn} more={window && overflows && !writing} onMore={() => setAll(true)} />}
    </Section>
  );
}

/** Sentences of the pages as they are: no model wrote them. */
function isQuoted({ answer }: Turn): boolean {
  return answer !== undefined && !answer.model && answer.citations.length > 0;
}

/** The model wrote it, and says of no sentence where it comes from. */
function isUncited({ answer }: Turn): boolean {
  return answer !== undefined && answer.found && Boolean(answer.model) && answer.citations.length === 0;
}

/** What the companion app has to say about this answer: that the model is being loaded, or did not do. */
function Notice({ turn: { notice, phase } }: { turn: Turn }): JSX.Element | null {
  if (!notice || notice.code === "left_out") return null;
  if (notice.code === "fallback") return <p class="said">{notice.message}</p>;
  if (phase !== "waiting") return null;
  return (
    <div class="said" role="status">
      <p><b>{notice.message}</b></p>
      <p>{t("load.text")}</p>
      <Waiting label={notice.message} />
    </div>
  );
}

/** What went wrong, what to do about it, and the one click. */
function Failed({ error, onRetry }: { error: HostError; onRetry?: () => void }): JSX.Element {
  return (
    <div class="said failed" role="alert">
      <p><b>{error.message || t("err.host")}</b> {error.hint}</p>
      {onRetry && <button type="button" class="btn btn-sm" onClick={onRetry}>{t("err.host.do")}</button>}
    </div>
  );
}

function Skeleton(): JSX.Element {
  return <><span class="sk" /><span class="sk" /><span class="sk sk-short" /></>;
}

function Foot({ turn, more, onMore }: { turn: Turn; more: boolean; onMore(): void }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const a = turn.answer;
  const unsure = a?.citations.filter((c) => !c.supported).length ?? 0;
  const copy = () => void navigator.clipboard.writeText(turn.text).then(() => setCopied(true));
  return (
    <div class="answer-foot">
      <span class="grow">
        <span class="clip">{facts(turn).join(" · ")}</span>
        {unsure > 0 && <span class="unsure-n"> · {t("cite.unsure.count", { n: unsure })}</span>}
      </span>
      {more && <button type="button" class="link" onClick={onMore}>{t("answer.all")}</button>}
      {a && (
        <button type="button" class="icon-btn" aria-label={t(copied ? "answer.copied" : "answer.copy")} title={t(copied ? "answer.copied" : "answer.copy")} onClick={copy}>
          <Icon name={copied ? "check" : "copy"} />
        </button>
      )}
    </div>
  );
}

/** What the answer rests on. */
function facts(turn: Turn): string[] {
  const a = turn.answer;
  if (isQuoted(turn)) return [t("answer.quoted")];
  if (a) return [t("answer.used", { used: a.used.passages, of: a.used.of, n: a.used.of }), a.model ?? ""].filter(Boolean);
  return turn.phase === "writing" || (turn.phase === "waiting" && turn.hits.length > 0) ? [t("answer.reading", { n: turn.hits.length })] : [];
}
