// The first page: what stays on this computer, how to get the companion app
// (noticed by itself when it is there), and a first question.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import { Icon, Mark } from "./icons.tsx";
import { Local } from "./welcome_local.tsx";
import { Try } from "./welcome_try.tsx";

const steps = 3;
/** How often the page looks for the companion app. */
const lookEvery = 2_000;

export function Welcome({ host }: { host: Host }): JSX.Element {
  const [step, setStep] = useState(1);
  const card = useRef<HTMLElement>(null);
  // A new step is read from its beginning.
  useEffect(() => {
    if (step > 1) card.current?.focus();
  }, [step]);
  return (
    <>
      <header class="w-top">
        <div class="brand"><Mark />{t("app.name")}</div>
        <div class="dots">
          <span>{t("w.step", { n: step, of: steps })}</span>
          <ol aria-hidden="true">{[1, 2, 3].map((n) => <li class={n < step ? "done" : ""} aria-current={n === step ? "step" : undefined} />)}</ol>
        </div>
      </header>
      <main class="w-card" ref={card} tabIndex={-1}>
        {step === 1 && <Local />}
        {step === 2 && <GetApp host={host} />}
        {step === 3 && <Try host={host} />}
        <footer class="w-foot">
          {step > 1 && <button type="button" class="btn btn-quiet" onClick={() => setStep(step - 1)}>{t("w.back")}</button>}
          <span class="grow" />
          {step === 1 && <button type="button" class="btn btn-quiet" onClick={() => setStep(3)}>{t("w.1.later")}</button>}
          {step === 2 && host.state.kind !== "ready" && (
            <button type="button" class="btn btn-quiet" onClick={() => setStep(3)}>{t("w.skip.now")}</button>
          )}
          {step === 1 && <button type="button" class="btn btn-main btn-lg" onClick={() => setStep(2)}>{t("w.1.go")}</button>}
          {step === 2 && host.state.kind === "ready" && (
            <button type="button" class="btn btn-main btn-lg" onClick={() => setStep(3)}>{t("w.next")}</button>
          )}
          {step === 3 && <button type="button" class="btn btn-main btn-lg" onClick={() => window.close()}>{t("w.6.done")}</button>}
        </footer>
      </main>
    </>
  );
}

function GetApp({ host }: { host: Host }): JSX.Element {
  const [copied, setCopied] = useState(false);
  const ready = host.state.kind === "ready";
  const windows = /win/i.test(navigator.platform);
  const command = windows ? ".\\ai-bookmark.exe install" : "./ai-bookmark install";
  useEffect(() => {
    if (ready) return;
    const timer = setInterval(() => host.retry(), lookEvery);
    return () => clearInterval(timer);
  }, [ready]);
  return (
    <>
      <h1>{t("w.2.title")}</h1>
      <p class="w-lead">{t("w.2.lead")}</p>
      <div class="w-body">
        <div class="cmd">
          <code>{command}</code>
          <button type="button" class="btn btn-sm" onClick={() => void navigator.clipboard.writeText(command).then(() => setCopied(true))}>
            <Icon name={copied ? "check" : "copy"} />
            {t("w.2.copy")}
          </button>
        </div>
        <p class="hintline">{t("w.2.what")}</p>
        <div class={`wait${ready ? " ok" : ""}`} role="status">
          {ready ? <Icon name="checkc" /> : <span class="pulse" />}
          <div>
            <b>{host.state.kind === "ready" ? t("w.2.found", { v: host.state.version }) : t("w.2.wait")}</b>
            <p>{ready ? t("w.2.found.text", { n: host.status?.bookmarks ?? 0 }) : t("w.2.wait.text")}</p>
          </div>
        </div>
      </div>
    </>
  );
}
