// Notices: one line of what is going on, one of why it matters, one button.
import type { JSX } from "preact";
import type { Outcome } from "../capture/outcome.ts";
import type { Confirmation, Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { SearchResult, Status } from "../protocol.gen.ts";
import { Icon } from "./icons.tsx";
import { OllamaNotice, useLacking } from "./model_step.tsx";
import { Waiting } from "./waiting.tsx";
import { WorkNotice } from "./work_notice.tsx";

export interface NoticesProps {
  host: Host;
  status: Status | undefined;
  result: SearchResult | null;
  /** A conversation is shown. */
  talking: boolean;
  confirmation: Confirmation | null;
}

/** The one notice that matters most now, if any. */
export function Notices({ host, status, result, talking, confirmation }: NoticesProps): JSX.Element | null {
  const lacking = useLacking(status);
  if (confirmation) return <Doubt host={host} removed={confirmation.removed} />;
  if (result?.partial === "rebuilding") {
    return (
      <div class="notice" role="status">
        <Icon name="refresh" />
        <div><strong>{t("index.rebuild")}</strong><Waiting label={t("index.rebuild")} /></div>
      </div>
    );
  }
  if (host.state.kind === "absent" && host.state.reason !== "not_installed") {
    return (
      <div class="notice notice-warn" role="status">
        <Icon name="warn" />
        <div><strong>{t("err.host")}</strong><p>{host.state.message || t("err.host.text")}</p></div>
        <button type="button" class="btn btn-sm" onClick={() => host.retry()}>{t("err.host.do")}</button>
      </div>
    );
  }
  // Whoever has found something wants that, not news of the work.
  if (!status || result || talking) return null;
  return lacking ? <OllamaNotice host={host} /> : <WorkNotice host={host} status={status} />;
}

/** How the last "Index this page" went. */
export function Told({ outcome }: { outcome: Outcome }): JSX.Element {
  const well = outcome.mark === "✓";
  return (
    <div class={`notice${well ? "" : " notice-warn"}`} role="status">
      <Icon name={well ? "checkc" : "warn"} />
      <div><p>{outcome.text}</p></div>
    </div>
  );
}

/** A tree that lost most of its bookmarks: nothing goes without the person's word. */
function Doubt({ host, removed }: { host: Host; removed: number }): JSX.Element {
  return (
    <div class="notice notice-warn" role="alert">
      <Icon name="warn" />
      <div>
        <strong>{t("doubt.title", { n: removed })}</strong>
        <p>{t("doubt.text")}</p>
        <div class="btn-line">
          <button type="button" class="btn btn-sm" onClick={() => host.confirmRemoval(false)}>{t("doubt.keep")}</button>
          <button type="button" class="btn btn-sm btn-danger" onClick={() => host.confirmRemoval(true)}>{t("doubt.remove")}</button>
        </div>
      </div>
    </div>
  );
}

/** Rung 0's friendly panel: what there is to gain, one step, and a way to be left alone. */
export function GetAppPanel({ onGet, onLater }: { onGet(): void; onLater(): void }): JSX.Element {
  return (
    <div class="panel">
      <h2>{t("rung0.title")}</h2>
      <p>{t("rung0.text")}</p>
      <div class="row">
        <button type="button" class="btn btn-main" onClick={onGet}>{t("rung0.do")}</button>
        <button type="button" class="btn btn-quiet" onClick={onLater}>{t("rung0.later")}</button>
      </div>
    </div>
  );
}
