// The one click from where search is to where it could be: start Ollama, get
// it, or download a model.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { size, t } from "../i18n/t.ts";
import type { ModelsList, Status } from "../protocol.gen.ts";
import type { Kind } from "./choosing.ts";
import { Icon } from "./icons.tsx";
import { ModelDownload } from "./model_download.tsx";
import { StartOllama } from "./ollama_step.tsx";
import { openPage } from "./open.ts";
import type { Turn } from "./turn.ts";
import { useModels, type Models } from "./use_models.ts";
import { builtin } from "./work.ts";

/** Where Ollama is to be had. */
const ollamaHome = "https://ollama.com/download";

/** The way to Ollama's own page. */
export function GetOllama(): JSX.Element {
  return <button type="button" class="btn btn-sm" onClick={() => void openPage(ollamaHome, "tab")}>{t("w.3.get")}</button>;
}

/** What is to be done for a model of this kind; nothing where there is one, or where nobody knows yet. */
export function ModelStep({ host, kind, models: { list, downloads } }: { host: Host; kind: Kind; models: Models }): JSX.Element | undefined {
  const ollama = host.status?.ollama;
  if (ollama === "stopped") return <StartOllama host={host} main />;
  if (ollama === "absent") return <GetOllama />;
  const best = list && bestOf(kind, list);
  return best && <ModelDownload model={best} downloads={downloads} main />;
}

/** The model to get where there is none of its kind. */
function bestOf(kind: Kind, list: ModelsList) {
  return list.installed.some((m) => m.kind === kind) ? undefined : list.recommended.find((m) => m.kind === kind);
}

/** A model of Ollama is in use, and cannot be asked now. */
const lacking = ({ ollama, model }: Status) => ollama === "stopped" && model.state !== "loading" && Boolean(model.embed) && model.embed !== builtin;

/** Whether the person should be told that Ollama does not run. */
export function useLacking(status: Status | undefined): boolean {
  const told = useRef<boolean>();
  if (status) told.current ??= lacking(status);
  return Boolean(told.current);
}

/** Ollama is not running, although it was in use. It stays until the popup closes: nothing below moves. */
export function OllamaNotice({ host }: { host: Host }): JSX.Element {
  const runs = host.status?.ollama === "ready";
  return (
    <div class={`notice${runs ? "" : " notice-warn"}`} role="status">
      <Icon name={runs ? "checkc" : "warn"} />
      <div>
        <strong>{runs ? t("err.ollama.runs") : t("err.ollama")}</strong>
        {!runs && <p>{t("err.ollama.text")}</p>}
      </div>
      {!runs && <StartOllama host={host} />}
    </div>
  );
}

/** Under an answer that no model wrote: why, and the one click. */
export function AnswerStep({ host, turn }: { host: Host; turn: Turn }): JSX.Element | null {
  const { answer } = turn;
  const quoted = turn.phase === "done" && answer?.found && !answer.model;
  return quoted && host.state.kind === "ready" && !host.status?.model.chat ? <Without host={host} /> : null;
}

function Without({ host }: { host: Host }): JSX.Element | null {
  const models = useModels(host);
  const ollama = host.status?.ollama;
  const best = models.list && bestOf("chat", models.list);
  if (ollama === "ready" && !best) return null;
  return (
    <div class="notice step" role="status">
      <Icon name="info" />
      <div>
        <strong>{ollama === "stopped" ? t("err.ollama") : ollama === "absent" ? t("w.3.absent") : t("step.chat")}</strong>
        <p>{best && ollama === "ready" ? t("rung.s3.text", { model: best.name, size: size(best.bytes) }) : t("step.quoted")}</p>
      </div>
      <ModelStep host={host} kind="chat" models={models} />
    </div>
  );
}
