// The full page: earlier questions on the left, the conversation, its sources
// on the right. Narrow, it is one column, and only pages that no citation
// leads to stand under the answer.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { Conversation } from "../protocol.gen.ts";
import { continueOnPage } from "./continue.ts";
import { Ladder } from "./foot.tsx";
import { Icon, Mark } from "./icons.tsx";
import { openOwn } from "./open.ts";
import { Compose } from "./compose.tsx";
import { History } from "./history.tsx";
import { AnswerStep } from "./model_step.tsx";
import { SideHead } from "./page_head.tsx";
import type { Related } from "./related.ts";
import { RelatedRow } from "./related.tsx";
import { Sources } from "./sources.tsx";
import { suggestions } from "./suggest.ts";
import type { Talk } from "./talk.ts";
import { titlesOnly, TurnView } from "./turn_view.tsx";
import { rungNames } from "./work.ts";

interface PageProps {
  host: Host;
  talk: Talk;
  /** What is related to the open tab, beside a page: in the panel. */
  related?: Related;
  /** Asks to see what is in the open tab. */
  onSee?: () => void;
}

export function Page({ host, talk, related, onSee }: PageProps): JSX.Element {
  const [history, setHistory] = useState<Conversation[]>([]);
  const [earlier, setEarlier] = useState(false);
  const end = useRef<HTMLDivElement>(null);
  const ready = host.state.kind === "ready";
  const rung = host.state.kind === "ready" ? host.state.rung : 0;
  const running = talk.turns.some((a) => a.running);
  const last = talk.turns[talk.turns.length - 1]?.turn;

  useEffect(() => {
    if (ready && !running) void host.call("conversations.list", { limit: 50 }).then((r) => setHistory(r.items), () => undefined);
  }, [ready, running, talk.id]);
  useLayoutEffect(() => end.current?.scrollIntoView({ block: "end" }), [talk.turns.length]);

  const rungName = t(rungNames(rung, host.status?.model.embed).name);
  return (
    <div class="page" onKeyDown={(e) => e.key === "Escape" && earlier && (e.stopPropagation(), setEarlier(false))}>
      <nav class={`rail${earlier ? " over" : ""}`} id="earlier" aria-label={t("page.history")}>
        <div class="brand"><Mark />{t("app.name")}</div>
        <button type="button" class="btn" onClick={() => talk.fresh()}><Icon name="plus" />{t("page.new")}</button>
        <History items={history} current={talk.id} onOpen={(id) => (setEarlier(false), void talk.open(id))} onDelete={(id) => void talk.remove(id)} />
        <footer class="foot">
          <span class="rung" aria-label={t("rung.label", { rung: rungName })}><Ladder rung={rung} /><span class="clip">{rungName}</span></span>
          <span class="grow" />
          <button type="button" class="icon-btn" aria-label={t("options.open")} title={t("options.open")} onClick={() => void openOwn("options.html")}>
            <Icon name="gear" />
          </button>
        </footer>
      </nav>
      <SideHead
        earlier={earlier} onFresh={() => (setEarlier(false), talk.fresh())} onEarlier={() => setEarlier(!earlier)}
        onWide={related && (() => void continueOnPage({ ...(talk.id && { conversation: talk.id }) }))}
      />
      <main class="talk">
        {related && <RelatedRow related={related} />}
        <h1 class="sr">{talk.turns[0]?.turn.question ?? t("app.name")}</h1>
        <div class="talk-scroll" tabIndex={0} role="region" aria-label={t("page.talk")}>
          <div class="talk-col">
            {talk.turns.length === 0 && <Empty host={host} onAsk={(q) => talk.ask(q)} onSee={related?.state.kind === "unseen" ? onSee : undefined} />}
            {talk.turns.map((a, i) => <TurnView turn={a.turn} id={`t${i}`} pages={host.status?.pages ?? 0} last={i === talk.turns.length - 1} onRetry={() => talk.again()} onWiden={() => talk.again([])} />)}
            {last && <AnswerStep host={host} turn={last} />}
            {last && !titlesOnly(last) && !last.answer?.citations.length && !running && <div class="sources-under"><Sources turn={last} /></div>}
            <div ref={end} />
          </div>
        </div>
        <Compose first={talk.turns.length === 0 || !ready} running={running} onAsk={(q) => talk.ask(q)} onStop={() => talk.stop()} initial={talk.typed} />
      </main>
      <aside class="aside" hidden={!last?.hits.length || titlesOnly(last)} aria-label={t("answer.sources")}>
        {last && !titlesOnly(last) && <Sources turn={last} />}
      </aside>
    </div>
  );
}

/** How many questions there are to begin with. */
const most = 3;
/** So many of the newest pages say what a person may want to ask about. */
const readRecents = 60;

/** Before the first question: what can be asked, made from the person's own pages. */
function Empty({ host, onAsk, onSee }: { host: Host; onAsk(question: string): void; onSee?: () => void }): JSX.Element {
  const [asks, setAsks] = useState<string[]>([]);
  const ready = host.state.kind === "ready";
  useEffect(() => {
    if (!ready) return;
    void host.call("search", { query: "", typing: true, limit: readRecents }).then((r) => setAsks(suggestions(r.hits, most).map((s) => s.question)), () => undefined);
  }, [ready]);
  return (
    <div class="empty">
      <Icon name="ask" />
      <p>{t(ready ? "page.empty" : "rung0.text")}</p>
      {!ready && host.state.kind === "absent" && (
        <button type="button" class="btn btn-main" onClick={() => void openOwn("welcome.html")}>{t("rung0.do")}</button>
      )}
      {asks.map((q) => <button type="button" class="src ask" onClick={() => onAsk(q)}><span class="clip" dir="auto">{q}</span></button>)}
      {ready && onSee && <button type="button" class="link" title={t("w.4.asks")} onClick={onSee}>{t("page.related.allow")}</button>}
    </div>
  );
}
