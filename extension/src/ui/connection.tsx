// What is running on this computer: the companion app and Ollama.
import type { ComponentChildren, JSX } from "preact";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { ModelsList } from "../protocol.gen.ts";
import { Icon, type IconName } from "./icons.tsx";
import { GetOllama } from "./model_step.tsx";
import { StartOllama } from "./ollama_step.tsx";
import { openOwn } from "./open.ts";

export function Connection({ host, models }: { host: Host; models: ModelsList | undefined }): JSX.Element {
  const ready = host.state.kind === "ready";
  return (
    <div class="rows">
      <App host={host} />
      {ready && <Ollama host={host} state={models?.ollama ?? host.status?.ollama} version={models?.version} />}
    </div>
  );
}

function App({ host }: { host: Host }): JSX.Element {
  const { state } = host;
  if (state.kind === "ready") return <Row mark="ok" title={t("o.conn.host", { v: state.version })} text={t("o.conn.host.ok")} />;
  if (state.kind === "connecting") return <Row mark="none" title={t("o.conn.looking")} />;
  const missing = state.kind === "absent" && state.reason === "not_installed";
  return (
    <Row mark="bad" title={t(missing ? "rung0.title" : "err.host")} text={(state.kind === "absent" && state.message) || t(missing ? "rung0.text" : "err.host.text")}>
      {!missing && <button type="button" class="btn" onClick={() => host.retry()}>{t("err.host.do")}</button>}
      <button type="button" class={missing ? "btn btn-main" : "btn"} onClick={() => void openOwn("welcome.html")}>{t("rung0.do")}</button>
    </Row>
  );
}

function Ollama({ host, state, version }: { host: Host; state: ModelsList["ollama"] | undefined; version: string | undefined }): JSX.Element {
  if (state === "ready") return <Row mark="ok" title={t("w.3.found", { v: version ?? "" }).replace("  ", " ")} />;
  if (state === "stopped") return <Row mark="bad" title={t("err.ollama")} text={t("err.ollama.text")}><StartOllama host={host} main /></Row>;
  return (
    <Row mark="none" title={t("w.3.absent")} text={t("w.3.absent.text")}>
      <GetOllama />
    </Row>
  );
}

const marks: Record<"ok" | "bad" | "none", IconName> = { ok: "checkc", bad: "warn", none: "plus" };

function Row({ mark, title, text, children }: { mark: keyof typeof marks; title: string; text?: string; children?: ComponentChildren }): JSX.Element {
  return (
    <div>
      <Icon name={marks[mark]} class={mark} />
      <div class="main">
        <b>{title}</b>
        {text && <p>{text}</p>}
      </div>
      {children}
    </div>
  );
}
