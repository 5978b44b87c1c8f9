// Backup and restore, and bookmarks to and from a file. The companion app
// reads and writes; the extension cannot.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser } from "../browser.ts";
import type { Host } from "../host/client.ts";
import { day, moment, number, size, t } from "../i18n/t.ts";
import type { DataResult } from "../protocol.gen.ts";
import { Dialog, Receipt } from "./dialog.tsx";
import { FileRow } from "./file_row.tsx";

/** The last backup that was made from here. */
interface Last {
  path: string;
  at: string;
}
const memory = "lastBackup";

export function Backup({ host }: { host: Host }): JSX.Element {
  const ready = host.state.kind === "ready";
  const [last, setLast] = useState<Last>();
  const [suggested, setSuggested] = useState<string>();
  const [found, setFound] = useState<DataResult>();
  useEffect(() => void browser.storage.local.get(memory).then((s) => setLast(s[memory] as Last | undefined)), []);
  useEffect(() => {
    if (ready) void host.call("data.backup", { path: "", dryRun: true }).then((r) => setSuggested(r.path), () => undefined);
  }, [ready, last]);
  const make = async (path: string) => {
    const r = await host.call("data.backup", { path });
    const made = { path: r.path, at: new Date().toISOString() };
    setLast(made);
    void browser.storage.local.set({ [memory]: made });
    return <>{t("o.back.made", { n: r.pages, size: size(r.bytes) })} <Path of={r.path} /></>;
  };
  return (
    <>
      <div class="rows">
        <FileRow title={t("o.back.make")} text={last ? t("o.back.last", { date: day(last.at) }) : t("o.back.make.text")} suggested={suggested} action={t("o.back.make")} enabled={ready} onDo={make} />
        <FileRow title={t("o.back.restore")} text={t("o.back.restore.text")} typed={last?.path ?? ""} action={t("o.back.look")} enabled={ready}
          onDo={async (path) => (setFound(await host.call("data.restore", { path, dryRun: true })), "")} />
        <FileRow title={t("o.back.export")} text={t("o.back.export.text")} suggested={suggested?.replace(/\.db$/, ".html")} action={t("o.back.export.do")} enabled={ready}
          onDo={async (path) => exported(await host.call("data.export", { path }))} />
        <FileRow title={t("o.back.import")} text={t("o.back.import.text")} action={t("o.back.import.do")} enabled={ready}
          onDo={async (path) => t("o.back.imported", { n: (await host.call("data.import", { path })).pages })} />
      </div>
      {found && <Restore host={host} found={found} onClose={() => setFound(undefined)} />}
    </>
  );
}

const exported = (r: DataResult) => <>{t("o.back.exported", { n: r.pages })} <Path of={r.path} /></>;

function Path({ of }: { of: string }): JSX.Element {
  return <code dir="ltr" class="path">{of}</code>;
}

/** What is in the file, the question, then the receipt. */
function Restore({ host, found, onClose }: { host: Host; found: DataResult; onClose(): void }): JSX.Element {
  const [done, setDone] = useState<DataResult>();
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const restore = async () => {
    if (busy) return;
    setBusy(true);
    setWhy("");
    await host.call("data.restore", { path: found.path }).then(setDone, (e: Error) => setWhy(e.message)).finally(() => setBusy(false));
  };
  const lines: [string, string][] = [
    [t("o.r.pages"), number(found.pages)], [t("o.store.size"), size(found.bytes)], ...(found.madeAt ? [[t("o.back.date"), moment(found.madeAt)] as [string, string]] : []),
  ];
  return (
    <Dialog title={t(done ? "o.back.done" : "o.back.ask")} onClose={onClose} turn={done ? "done" : ""}>
      <p>{t(done ? "o.back.done.text" : "o.back.ask.text")}</p>
      <Receipt lines={lines} />
      {done?.kept && <p>{t("o.back.kept")} <Path of={done.kept} /></p>}
      {why && <p class="bad" role="alert">{why}</p>}
      <div class="btn-line">
        <button type="button" class={done ? "btn btn-main" : "btn"} data-first onClick={onClose}>{t(done ? "close" : "o.back.keep")}</button>
        {!done && <button type="button" class="btn btn-danger" aria-busy={busy} onClick={() => void restore()}>{t("o.back.do")}</button>}
      </div>
    </Dialog>
  );
}
