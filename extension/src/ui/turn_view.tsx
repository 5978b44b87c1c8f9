import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import type { Citation } from "../protocol.gen.ts";
import { AnswerView } from "./answer.tsx";
import { Favicon } from "./favicon.tsx";
import { atQuote } from "./fragment.ts";
import { Nothing } from "./nothing.tsx";
import { openOwn, openPage } from "./open.ts";
import { Sources } from "./sources.tsx";
import type { Turn } from "./turn.ts";

interface TurnProps {
  turn: Turn;
  id: string;
  pages: number;
  /** The newest one says what it was made from. */
  last: boolean;
  onRetry?: () => void;
  /** Asks again of all pages. */
  onWiden?: () => void;
}

/** One question with its answer and the pages it rests on. */
export function TurnView({ turn, id, pages, last, onRetry, onWiden }: TurnProps): JSX.Element {
  const sources = uniqueByNumber(turn.answer?.citations ?? []);
  return (
    <article class="turn" aria-labelledby={id}>
      <h2 class="turn-q" id={id} dir="auto">{turn.question}</h2>
      {turn.answer?.meant && <p class="meant" dir="auto">{t("answer.meant", { q: turn.answer.meant })}</p>}
      {turn.answer?.found === false ? <Nothing turn={turn} pages={pages} onWiden={last ? onWiden : undefined} /> : titlesOnly(turn) ? (
        <Titles turn={turn} />
      ) : (
        <AnswerView turn={turn} roomy foot={last} onRetry={last ? onRetry : undefined} />
      )}
      {sources.length > 0 && (
        <div class="turn-sources" role="group" aria-label={t("answer.sources")}>
          {sources.map((c) => (
            <button type="button" class="src" onClick={() => void openPage(c.supported ? atQuote(c.url, c.quote) : c.url, "tab")}>
              <span class="n">{c.n}</span>
              <Favicon url={c.url} site={URL.parse(c.url)?.hostname ?? ""} />
              <span class="clip" dir="auto">{c.title || c.url}</span>
            </button>
          ))}
        </div>
      )}
    </article>
  );
}

/** Nobody could be asked: the pages are what their titles gave. */
export function titlesOnly(turn: Turn): boolean {
  return turn.phase === "done" && !turn.answer;
}

function Titles({ turn }: { turn: Turn }): JSX.Element {
  return (
    <>
      <p class="meant">
        {t("rung0.title")}{" · "}{t("hits.count", { n: turn.hits.length })}{" · "}
        <button type="button" class="link" onClick={() => void openOwn("welcome.html")}>{t("rung0.do")}</button>
      </p>
      <Sources turn={turn} />
    </>
  );
}

function uniqueByNumber(citations: Citation[]): Citation[] {
  const seen = new Set<number>();
  return citations.filter((c) => !seen.has(c.n) && seen.add(c.n));
}
