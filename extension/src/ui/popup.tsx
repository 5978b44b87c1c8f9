// The popup: the field, what was found, the answer, the foot. It draws what
// Session knows; keys and clicks become calls of Session.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Outcome } from "../capture/outcome.ts";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { Hit } from "../protocol.gen.ts";
import { AnswerView } from "./answer.tsx";
import { continueInPanel, continueOnPage, hasPanel } from "./continue.ts";
import { Field } from "./field.tsx";
import { FollowUp } from "./follow_up.tsx";
import { Foot } from "./foot.tsx";
import { Icon } from "./icons.tsx";
import { actionOf, composing, type KeyAction } from "./keys.ts";
import { AnswerStep } from "./model_step.tsx";
import { Nothing } from "./nothing.tsx";
import { GetAppPanel, Notices, Told } from "./notices.tsx";
import { openOwn, type Where } from "./open.ts";
import { noteOpened } from "./opened.ts";
import type { OpenTabs } from "./open_tabs.ts";
import { OverlayView, type Overlay } from "./popup_overlays.tsx";
import { citedBy, groupsOf, hintOf, isEmpty, wantedOf } from "./popup_rows.ts";
import { TalkHead, TalkTurns } from "./popup_talk.tsx";
import { Chips, Corrected, Rows } from "./results.tsx";
import type { Row, Session } from "./session.ts";

export interface PopupProps {
  host: Host;
  session: Session;
  tabs: OpenTabs;
  /** The panel about the companion app was put off for today. */
  appLater: boolean;
  onAppLater(): void;
  /** How the last "Index this page" went, if it was just now. */
  outcome: Outcome | undefined;
}

/** The line of a row that a menu opens under. */
const titleHeight = 30;

export function Popup({ host, session, tabs, appLater, onAppLater, outcome }: PopupProps): JSX.Element {
  const [overlay, setOverlay] = useState<Overlay>();
  const scroll = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLInputElement>(null);
  const groups = groupsOf(session);
  const rows = groups.flatMap((g) => g.rows);
  const turn = session.shown.at(-1)?.turn;
  const talking = session.shown.length > 1;
  const pages = host.status?.pages ?? 0;
  const close = () => (setOverlay(undefined), field.current?.focus());
  const goOn = (where: "panel" | "page") =>
    void (where === "panel" && hasPanel() ? continueInPanel : continueOnPage)(wantedOf(session)).then(() => window.close());

  useEffect(() => {
    if (session.selected <= 0) scroll.current?.scrollTo({ top: 0 });
    else document.getElementById(`o${session.selected}`)?.scrollIntoView({ block: "nearest" });
  }, [session.selected, session.lists]);

  const pick = (row: Row | undefined, where: Where) => {
    // The row of what is typed may be a letter behind.
    if (row?.kind === "ask") session.ask(row.typed ? session.query : row.question);
    else if (row) (noteOpened(host, row.hit), void tabs.open(row.hit.url, where).then(() => where !== "background" && window.close()));
    else session.ask(session.query);
  };
  const menu = (hit: Hit, event: MouseEvent | null, index: number) => {
    const row = document.getElementById(`o${index}`)?.getBoundingClientRect();
    const at = event ? { top: event.clientY, bottom: event.clientY } : { top: row?.top ?? 0, bottom: (row?.top ?? 0) + titleHeight };
    setOverlay({ kind: "menu", hit, at });
  };
  const act = (a: KeyAction) => {
    const row = rows[session.selected];
    if (a.do === "move") session.move(a.to);
    // Whoever types and presses Enter in one go means what is found for all of it.
    else if (a.do === "pick") void session.settled.then(() => pick(session.rows()[session.selected], a.where));
    else if (a.do === "ask") session.ask(session.query);
    else if (a.do === "menu" && row?.kind === "hit") menu(row.hit, null, session.selected);
    else if (a.do === "help") setOverlay({ kind: "keys" });
    else if (a.do === "continue") goOn("panel");
    else if (a.do === "escape") escape();
  };
  const escape = () => {
    if (session.asking?.running) session.stop();
    else if (session.asking) session.back();
    else if (session.query) void session.type("");
    else window.close();
  };
  const onKey = (e: KeyboardEvent) => {
    const action = actionOf(e, { empty: session.query === "" });
    if (action) (e.preventDefault(), act(action));
  };
  const onOtherKey = (e: KeyboardEvent) => {
    if (e.key === "Escape" && !e.defaultPrevented && !composing(e)) (e.preventDefault(), escape());
  };

  return (
    <main class="shell" aria-label={t("app.name")} onKeyDown={onOtherKey}>
      <h1 class="sr">{t("app.name")}</h1>
      <header class="top">
        {talking ? <TalkHead session={session} onContinue={goOn} /> : <Field input={field} session={session} rows={rows.length} onKey={onKey} />}
        {!turn && <Chips filters={session.result?.filters ?? []} none={session.result?.total === 0} onRemove={(i) => void session.removeFilter(i)} onChange={(i, f) => void session.changeFilter(i, f)} />}
      </header>
      <div class="scroll" tabIndex={0} role="region" aria-label={t("hits.label")} ref={scroll}>
        {outcome && <Told outcome={outcome} />}
        <Notices host={host} status={host.status} result={session.result} talking={Boolean(turn)} confirmation={host.confirmation} />
        {talking && <TalkTurns session={session} pages={pages} />}
        {turn && !talking && (turn.answer?.found === false ? <Nothing turn={turn} pages={pages} onWiden={() => session.again([])} /> : <AnswerView turn={turn} onRetry={() => session.again()} />)}
        {turn && <AnswerStep host={host} turn={turn} />}
        {!turn && session.result && <Corrected result={session.result} onInstead={() => void session.replace(`"${session.result!.corrected!.from}"`)} />}
        {isEmpty(session) && <div class="empty"><Icon name="bookmark" /><p>{t("first.empty")}</p></div>}
        {!talking && (
          <Rows
            groups={groups} selected={session.selected} label={t("first.list")} partial={turn ? undefined : session.result?.partial} onAgain={() => void session.search()} cited={citedBy(session)} openTabs={tabs}
            onUnfold={(hit) => session.unfold(hit)} isUnfolded={(hit) => session.isUnfolded(hit)}
            onPick={(row, e) => pick(row, e.ctrlKey || e.metaKey || e.button === 1 ? "background" : e.shiftKey ? "here" : "tab")} onMenu={menu}
          />
        )}
        {host.state.kind === "absent" && host.state.reason === "not_installed" && !appLater && (
          <GetAppPanel onGet={() => void openOwn("welcome.html")} onLater={onAppLater} />
        )}
      </div>
      {turn && <FollowUp onAsk={(q) => session.followUp(q)} />}
      <Foot
        rung={host.state.kind === "ready" ? host.state.rung : 0} embed={host.status?.model.embed} connecting={host.state.kind === "connecting"} hints={talking ? "back" : hintOf(rows[session.selected], rows.length)}
        onRung={() => setOverlay({ kind: "ladder" })} onWelcome={() => void openOwn("welcome.html")}
        onContinue={() => goOn("panel")} onOptions={() => void openOwn("options.html")}
      />
      {overlay && <OverlayView overlay={overlay} host={host} tabs={tabs} onOpen={setOverlay} onForgotten={() => void session.search()} onUnfold={(hit) => session.unfold(hit)} onClose={close} />}
    </main>
  );
}
