// The sheets that rise from the foot of the popup: what search can do now,
// and the keys.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { isFirefox } from "../browser.ts";
import { locale, size, t, type MessageKey } from "../i18n/t.ts";
import type { ModelsList, Status } from "../protocol.gen.ts";
import type { Host } from "../host/client.ts";
import { hasPanel } from "./continue.ts";
import { Icon } from "./icons.tsx";
import { commandKey } from "./keys.ts";
import { ModelStep } from "./model_step.tsx";
import { useModels } from "./use_models.ts";
import { beginning, builtin } from "./work.ts";

export function Sheet({ title, onClose, children }: { title: string; onClose(): void; children: ComponentChildren }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector("button")?.focus(), []);
  return (
    <div
      class="sheet" role="dialog" aria-modal="true" aria-label={title} ref={box}
      onKeyDown={(e) => {
        if (e.key === "Escape") (e.preventDefault(), e.stopPropagation(), onClose());
        if (e.key === "Tab") keepInside(e, box.current!);
      }}
    >
      <div class="sheet-head">
        <h2>{title}</h2>
        <button type="button" class="icon-btn" aria-label={t("close")} title={t("close")} onClick={onClose}>
          <Icon name="x" />
        </button>
      </div>
      {children}
    </div>
  );
}

/** Tab goes round inside a dialog. */
export function keepInside(e: KeyboardEvent, box: HTMLElement): void {
  const stops = [...box.querySelectorAll<HTMLElement>("button:not([disabled]), a[href], input:not([disabled])")];
  const [first, last] = [stops[0], stops[stops.length - 1]];
  if (e.shiftKey && document.activeElement === first) (e.preventDefault(), last?.focus());
  else if (!e.shiftKey && document.activeElement === last) (e.preventDefault(), first?.focus());
}

interface LadderProps {
  host: Host;
  onClose(): void;
  onWelcome(): void;
}

/** What search can do now, one check a rung, and the one next step. */
export function LadderSheet({ host, onClose, onWelcome }: LadderProps): JSX.Element {
  const { state, status } = host;
  const all = useModels(host);
  const models = all.list;
  const ready = state.kind === "ready";
  const rung = ready ? state.rung : 0;
  const chat = status?.model.chat;
  const meaning = ready ? meaningOf(status, models) : undefined;
  const best = models?.recommended.find((m) => m.kind === "chat");
  const steps: { done: boolean; title: MessageKey; text: string; action?: JSX.Element }[] = [
    { done: true, title: "rung.s0", text: t("rung.s0.text") },
    {
      done: ready, title: "rung.s1", text: ready ? t("rung.s1.text", { v: state.version }) : t("rung0.text"),
      action: ready ? undefined : <button type="button" class="btn btn-sm btn-main" onClick={onWelcome}>{t("rung0.do")}</button>,
    },
    { done: Boolean(meaning?.done), title: "rung.s2", text: meaning?.text ?? "", action: ready ? <ModelStep host={host} kind="embed" models={all} /> : undefined },
    {
      done: rung >= 3, title: "rung.s3",
      text: chat ? t("rung.s2.text", { model: chat }) : best ? t("rung.s3.text", { model: best.name, size: size(best.bytes) }) : t("err.ollama.text"),
      action: ready ? <ModelStep host={host} kind="chat" models={all} /> : undefined,
    },
  ];
  // One step at a time: what starts Ollama for one rung does so for both.
  const next = status?.ollama === "ready" ? undefined : steps.findIndex((s) => !s.done);
  return (
    <Sheet title={t("rung.sheet")} onClose={onClose}>
      <ol class="steps">
        {steps.map((s, i) => (
          <li class={s.done ? "done" : ""}>
            <Icon name={s.done ? "check" : "plus"} />
            <div><b>{t(s.title)}</b>{s.text && <p>{s.text}</p>}</div>
            {!s.done && (next === undefined || next === i) && s.action}
          </li>
        ))}
      </ol>
    </Sheet>
  );
}

/**
 * How it stands with search by meaning. The rung is reached with a model of
 * Ollama; what is learnt from the person's own pages is a beginning.
 */
function meaningOf(status: Status | undefined, models: ModelsList | undefined): { done: boolean; text: string } {
  const used = status?.model.embed;
  if (used && used !== builtin) {
    const runs = status.ollama === "ready";
    return { done: runs, text: runs ? t("rung.s2.text", { model: used }) : t("err.ollama") };
  }
  const best = models?.recommended.find((m) => m.kind === "embed");
  const more = best && t("rung.s2.more", { model: best.name, size: size(best.bytes) });
  return { done: false, text: [used ? t("rung.s2.builtin") : beginning(status), more].filter(Boolean).join(locale === "en" ? " " : "") };
}

/** Every key of the popup. Firefox closes its popups on Esc, whatever the page does. */
export function KeysSheet({ onClose }: { onClose(): void }): JSX.Element {
  const rows: [string[], MessageKey][] = [
    [["↑", "↓"], "key.move"], [["↵"], "key.open"], [["Alt", "↵"], "key.ask"], [[commandKey, "↵"], "key.background"],
    [["Shift", "↵"], "key.here"], [[commandKey, "."], "key.actions"], [[commandKey, "Shift", "↵"], hasPanel() ? "key.panel" : "page.open"],
    [["Tab"], "key.cites"], [["Esc"], isFirefox ? "key.esc.close" : "key.esc"], [["?"], "key.help"],
  ];
  return (
    <Sheet title={t("key.title")} onClose={onClose}>
      <dl class="keys">
        {rows.map(([keys, what]) => (
          <>
            <dt><bdi dir="ltr">{keys.map((k, i) => <>{i > 0 && " "}<kbd>{k}</kbd></>)}</bdi></dt>
            <dd>{t(what)}</dd>
          </>
        ))}
      </dl>
    </Sheet>
  );
}
