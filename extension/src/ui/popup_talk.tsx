// The popup once a conversation goes on: its turns, one below the other, and
// the way back to the search.
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import type { Session } from "./session.ts";
import { TurnView } from "./turn_view.tsx";

export function TalkHead({ session, onContinue }: { session: Session; onContinue(where: "panel" | "page"): void }): JSX.Element {
  const running = session.asking?.running ?? false;
  return (
    <div class="talk-head">
      <button type="button" class="icon-btn flip" aria-label={t("back")} title={t("back")} onClick={() => session.back()}>
        <Icon name="left" />
      </button>
      <h2 class="clip" dir="auto">{session.turns[0]?.turn.question}</h2>
      {running && (
        <button type="button" class="btn btn-sm btn-quiet" onClick={() => session.stop()}>
          <Icon name="stop" />
          {t("field.stop")}
        </button>
      )}
      <button type="button" class="icon-btn flip" aria-label={t("page.open")} title={t("page.open")} onClick={() => onContinue("page")}>
        <Icon name="out" />
      </button>
    </div>
  );
}

export function TalkTurns({ session, pages }: { session: Session; pages: number }): JSX.Element {
  const last = useRef<HTMLDivElement>(null);
  // Where the newest question begins, also once its answer has made room for that.
  // Only the list moves: scrollIntoView would move the page around it too, where that is larger than the window.
  useLayoutEffect(() => {
    const box = last.current?.closest(".scroll");
    if (box) box.scrollTop += last.current!.getBoundingClientRect().top - box.getBoundingClientRect().top;
  }, [session.shown.length, session.asking?.turn.phase]);
  return (
    <>
      {session.shown.map((asking, i) => (
        <div class="talk-turn" ref={i === session.shown.length - 1 ? last : undefined}>
          <TurnView turn={asking.turn} id={`turn${i}`} pages={pages} last={i === session.shown.length - 1} onRetry={() => session.again()} onWiden={() => session.again([])} />
        </div>
      ))}
    </>
  );
}
