// Forgetting a site or everything: counted first, erased on the person's word,
// with a receipt.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { HostError, type Host } from "../host/client.ts";
import { number, t, type MessageKey } from "../i18n/t.ts";
import type { ForgetParams, ForgetResult } from "../protocol.gen.ts";
import { keepInside } from "./sheets.tsx";

interface Dialog {
  params: ForgetParams;
  name: string;
  counts: ForgetResult;
  /** When it was done; undefined while it is only a count. */
  at?: Date;
}

const lines: [keyof ForgetResult, MessageKey][] = [
  ["bookmarks", "o.r.bookmarks"], ["pages", "o.r.pages"], ["passages", "o.r.passages"], ["vectors", "o.r.vectors"], ["turns", "o.r.turns"],
];

export function Forget({ host }: { host: Host }): JSX.Element {
  const [site, setSite] = useState("");
  const [dialog, setDialog] = useState<Dialog>();
  const [error, setError] = useState("");
  const look = async (params: ForgetParams, name: string) => {
    setError("");
    try {
      setDialog({ params, name, counts: await host.call("pages.forget", { ...params, dryRun: true }) });
    } catch (e) {
      setError(e instanceof HostError ? e.message || t("err.host") : String(e));
    }
  };
  const erase = async () => {
    if (!dialog) return;
    try {
      setDialog({ ...dialog, counts: await host.call("pages.forget", dialog.params), at: new Date() });
    } catch (e) {
      setDialog(undefined);
      setError(e instanceof HostError ? e.message : String(e));
    }
  };
  return (
    <>
      <div class="rows">
        <form onSubmit={(e) => (e.preventDefault(), site.trim() && void look({ site: site.trim() }, site.trim()))}>
          <div class="main"><b>{t("o.priv.site")}</b></div>
          <input class="text-in" type="text" aria-label={t("o.priv.site")} placeholder="example.com" value={site} onInput={(e) => setSite(e.currentTarget.value)} />
          <button type="submit" class="btn">{t("o.priv.see")}</button>
        </form>
        <div>
          <div class="main"><b>{t("o.priv.all")}</b><p>{t("o.priv.all.text")}</p></div>
          <button type="button" class="btn btn-danger" onClick={() => void look({ all: true }, t("o.priv.all"))}>{t("o.priv.see")}</button>
        </div>
      </div>
      {error && <p class="verdict" role="alert">{error}</p>}
      {dialog && <ForgetDialog dialog={dialog} onKeep={() => setDialog(undefined)} onForget={() => void erase()} />}
    </>
  );
}

function ForgetDialog({ dialog, onKeep, onForget }: { dialog: Dialog; onKeep(): void; onForget(): void }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  // Focus starts on the harmless button.
  useEffect(() => box.current?.querySelector<HTMLElement>("[data-first]")?.focus(), [dialog.at]);
  const done = dialog.at !== undefined;
  return (
    <div class="veil">
      <div
        class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="forget-title" ref={box}
        onKeyDown={(e) => (e.key === "Escape" ? onKeep() : e.key === "Tab" && keepInside(e, box.current!))}
      >
        <h2 id="forget-title">{t(done ? "o.forget.done" : "o.forget.ask", { site: dialog.name })}</h2>
        <p>{done ? t("o.forget.done.text", { time: dialog.at!.toLocaleString() }) : t("o.forget.ask.text")}</p>
        <dl class="receipt">
          {lines.map(([key, label]) => <><dt>{t(label)}</dt><dd>{number(dialog.counts[key])}</dd></>)}
        </dl>
        <div class="btn-line">
          <button type="button" class="btn" data-first onClick={onKeep}>{t(done ? "close" : "o.forget.keep")}</button>
          {!done && <button type="button" class="btn btn-danger" onClick={onForget}>{t("o.forget.do")}</button>}
        </div>
      </div>
    </div>
  );
}
