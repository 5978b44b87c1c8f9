import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t, type MessageKey } from "../i18n/t.ts";
import { hasPanel } from "./continue.ts";
import { Icon } from "./icons.tsx";
import { commandKey } from "./keys.ts";
import { rungNames } from "./work.ts";

/** The four steps of the ladder, filled up to where we are. */
export function Ladder({ rung }: { rung: number }): JSX.Element {
  return <span class="ladder" aria-hidden="true">{[0, 1, 2, 3].map((n) => <i class={n > rung ? "off" : ""} />)}</span>;
}

/** Nothing that takes less than this shows a sign of waiting. */
const patience = 400;

export interface FootProps {
  rung: number;
  /** The model that pages are found by meaning with. */
  embed: string | undefined;
  /** Whether there is a companion app is not known yet. */
  connecting: boolean;
  /** What the Enter key, or Esc, does now. */
  hints: "open" | "ask" | "back" | undefined;
  onRung(): void;
  onWelcome(): void;
  /** Goes on in the side panel, or on the full page. */
  onContinue(): void;
  onOptions(): void;
}

function Hint({ keys, does }: { keys: string[]; does: MessageKey }): JSX.Element {
  return <span class="hint"><bdi dir="ltr">{keys.map((k, i) => <>{i > 0 && " "}<kbd>{k}</kbd></>)}</bdi> {t(does)}</span>;
}

/** The foot of the popup: the rung, the one step to the next, the way on. */
export function Foot({ rung, embed, connecting, hints, onRung, onWelcome, onContinue, onOptions }: FootProps): JSX.Element {
  const [waited, setWaited] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWaited(true), patience);
    return () => clearTimeout(timer);
  }, []);
  const names = rungNames(rung, embed);
  const name = t(names.name);
  const onward: MessageKey = hasPanel() ? "panel.open" : "page.open";
  // Nothing is said that would be taken back a moment later.
  const unknown = connecting && !waited;
  return (
    <footer class="foot">
      <button type="button" class={`rung${unknown ? " unknown" : ""}`} aria-haspopup="dialog" aria-label={t("rung.label", { rung: name })} onClick={onRung}>
        <Ladder rung={rung} />
        <span class="clip">{name}</span>
      </button>
      {rung === 0 && !unknown && <button type="button" class="link" onClick={onWelcome}>{t("rung.0.next")}</button>}
      {names.next && <button type="button" class="link" onClick={onRung}>{t(names.next)}</button>}
      <span class="grow" />
      <span class="hints" aria-hidden="true">
        {hints === "back" && <Hint keys={["Esc"]} does="back" />}
        {hints === "ask" && <Hint keys={["↵"]} does="act.ask" />}
        {hints === "open" && <Hint keys={["↵"]} does="act.open" />}
        {hints === "open" && <Hint keys={[commandKey, "↵"]} does="act.background.short" />}
      </span>
      <button type="button" class="icon-btn flip" aria-label={t(onward)} title={`${t(onward)} (${commandKey}+Shift+↵)`} onClick={onContinue}>
        <Icon name={hasPanel() ? "panel" : "out"} />
      </button>
      <button type="button" class="icon-btn" aria-label={t("options.open")} title={t("options.open")} onClick={onOptions}>
        <Icon name="gear" />
      </button>
    </footer>
  );
}
