// The first page: what stays on this computer, the companion app, the models,
// what is read, how far it is, a first question. Every step can be skipped.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { browser } from "../browser.ts";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import { Mark } from "./icons.tsx";
import { useModels } from "./use_models.ts";
import { useSettings } from "./use_settings.ts";
import { GetApp } from "./welcome_app.tsx";
import { Local } from "./welcome_local.tsx";
import { ModelsFoot, ModelsStep, useWanted } from "./welcome_models.tsx";
import { Progress, ProgressFoot } from "./welcome_progress.tsx";
import { Try } from "./welcome_try.tsx";
import { WhatToRead } from "./welcome_what.tsx";

const steps = 6;
const lastStep = steps;

export function Welcome({ host }: { host: Host }): JSX.Element {
  const [step, setStep] = useState(1);
  const card = useRef<HTMLElement>(null);
  const models = useModels(host);
  const settings = useSettings(host);
  const wanted = useWanted(models);
  const ready = host.state.kind === "ready";
  // A new step is read from its beginning.
  useLayoutEffect(() => {
    if (step > 1) card.current?.focus();
    scrollTo(0, 0);
  }, [step]);
  // Without the companion app there is nothing to choose or to wait for.
  const on = () => setStep(step === 2 && !ready ? lastStep : step + 1);
  const back = () => setStep(step === lastStep && !ready ? 2 : step - 1);
  return (
    <>
      <header class="w-top">
        <div class="brand"><Mark />{t("app.name")}</div>
        <div class="dots">
          <span>{t("w.step", { n: step, of: steps })}</span>
          <ol aria-hidden="true">{[1, 2, 3, 4, 5, 6].map((n) => <li class={n < step ? "done" : ""} aria-current={n === step ? "step" : undefined} />)}</ol>
        </div>
      </header>
      <main class="w-card" ref={card} tabIndex={-1}>
        {step === 1 && <Local />}
        {step === 2 && <GetApp host={host} />}
        {step === 3 && <ModelsStep host={host} models={models} wanted={wanted} />}
        {step === 4 && <WhatToRead settings={settings} />}
        {step === 5 && <Progress host={host} />}
        {step === lastStep && <Try />}
        <footer class="w-foot">
          {step > 1 && <button type="button" class="btn btn-quiet" onClick={back}>{t("w.back")}</button>}
          {step === 5 && <ProgressFoot host={host} />}
          <span class="grow" />
          {step === 1 && <Quiet text={t("w.1.later")} onClick={() => setStep(lastStep)} />}
          {step === 1 && <Main text={t("w.1.go")} onClick={on} />}
          {step === 2 && (ready ? <Main text={t("w.next")} onClick={on} /> : <button type="button" class="btn btn-lg" onClick={on}>{t("w.skip.now")}</button>)}
          {step === 3 && <ModelsFoot models={models} wanted={wanted} onGo={on} />}
          {step === 4 && <Quiet text={t("w.skip")} onClick={on} />}
          {(step === 4 || step === 5) && <Main text={t("w.next")} onClick={on} />}
          {step === lastStep && <Main text={t("w.6.done")} onClick={() => void close()} />}
        </footer>
      </main>
    </>
  );
}

export function Quiet({ text, onClick }: { text: string; onClick(): void }): JSX.Element {
  return <button type="button" class="btn btn-quiet" onClick={onClick}>{text}</button>;
}

export function Main({ text, onClick }: { text: string; onClick(): void }): JSX.Element {
  return <button type="button" class="btn btn-main btn-lg" onClick={onClick}>{text}</button>;
}

async function close(): Promise<void> {
  const tab = await browser.tabs.getCurrent();
  if (tab?.id !== undefined) await browser.tabs.remove(tab.id);
}
