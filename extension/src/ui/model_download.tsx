// One model that can be had: the button with the size, then how far it is.
import type { JSX } from "preact";
import { size, span, t } from "../i18n/t.ts";
import type { Download, Downloads } from "./downloads.ts";
import { Waiting } from "./waiting.tsx";

export interface ModelDownloadProps {
  model: { name: string; bytes: number };
  downloads: Downloads;
  /** The one step that is recommended. */
  main?: boolean;
}

/** A button "Download, 2.5 GB"; while it comes, a bar with a way to stop; where it failed, why, and a way to go on. */
export function ModelDownload({ model, downloads, main = false }: ModelDownloadProps): JSX.Element {
  const d = downloads.of(model.name);
  const start = () => void downloads.start(model.name);
  if (d && (d.phase === "starting" || d.phase === "downloading" || d.phase === "verifying")) {
    return <Coming name={model.name} download={d} onCancel={() => downloads.cancel(model.name)} />;
  }
  if (d?.phase === "done") return <p class="pull" role="status">{t("pull.done")}</p>;
  return (
    <div class={`pull${d?.why ? " failing" : ""}`}>
      {d?.why && <p class="bad" role="alert">{d.why}</p>}
      {d?.phase === "cancelled" && <p role="status">{t("pull.kept")}</p>}
      <button type="button" class={`btn btn-sm${main ? " btn-main" : ""}`} onClick={start}>
        {d?.phase === "failed" ? t("err.host.do") : d ? t("pull.goon") : t("w.3.download", { size: size(model.bytes) })}<span class="sr"> {model.name}</span>
      </button>
    </div>
  );
}

/** How far it is, in words: the bar alone says nothing to many. */
export function wordsOf(d: Download): string {
  if (d.phase === "starting" || d.total === 0) return t("pull.starting");
  if (d.phase === "verifying") return t("pull.checking");
  const far = t("w.3.of", { done: size(d.completed), total: size(d.total) });
  return d.left === undefined ? far : `${far} · ${t("pull.left", { time: span(d.left) })}`;
}

function Coming({ name, download: d, onCancel }: { name: string; download: Download; onCancel(): void }): JSX.Element {
  const label = `${t("w.3.downloading")} ${name}`;
  return (
    <div class="pull coming">
      {d.phase === "downloading" && d.total > 0 ? <progress class="bar" value={d.completed} max={d.total} aria-label={label} /> : <Waiting label={label} />}
      <p class="num">{wordsOf(d)}</p>
      <button type="button" class="btn btn-sm" onClick={onCancel}>{t("w.3.cancel")}<span class="sr"> {label}</span></button>
    </div>
  );
}
