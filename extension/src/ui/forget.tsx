// Forgetting a site, everything, or every conversation: counted first, erased
// on the person's word, with a receipt.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { moment, number, t, type MessageKey } from "../i18n/t.ts";
import type { ForgetParams, ForgetResult } from "../protocol.gen.ts";
import { Dialog, Receipt } from "./dialog.tsx";
import { wordsOfError } from "./failed.ts";
import { ForgetTalks } from "./forget_talks.tsx";

interface Asked {
  params: ForgetParams;
  /** The site; empty for everything. */
  name: string;
  counts: ForgetResult;
  /** When it was done; undefined while it is only a count. */
  at?: string;
  busy?: boolean;
}

const lines: [keyof ForgetResult, MessageKey][] = [
  ["bookmarks", "o.r.bookmarks"], ["pages", "o.r.pages"], ["passages", "o.r.passages"], ["vectors", "o.r.vectors"], ["turns", "o.r.turns"], ["backups", "o.r.backups"],
];

export function Forget({ host }: { host: Host }): JSX.Element {
  const [site, setSite] = useState("");
  const [asked, setAsked] = useState<Asked>();
  const [error, setError] = useState("");
  const look = async (params: ForgetParams, name: string) => {
    setError("");
    try {
      const counts = await host.call("pages.forget", { ...params, dryRun: true });
      if (name && counts.pages + counts.bookmarks === 0) setError(t("o.forget.nothing", { site: name }));
      else setAsked({ params, name, counts });
    } catch (e) {
      setError(wordsOfError(e));
    }
  };
  const erase = async () => {
    if (!asked || asked.busy) return;
    setAsked({ ...asked, busy: true });
    try {
      setAsked({ ...asked, counts: await host.call("pages.forget", asked.params), at: new Date().toISOString() });
    } catch (e) {
      setAsked(undefined);
      setError(wordsOfError(e));
    }
  };
  return (
    <>
      <div class="rows">
        <form onSubmit={(e) => (e.preventDefault(), site.trim() && void look({ site: site.trim() }, site.trim()))}>
          <div class="main"><b>{t("o.priv.site")}</b></div>
          <input class="text-in" type="text" inputMode="url" spellcheck={false} aria-label={t("o.priv.site")} placeholder="example.com" value={site} onInput={(e) => setSite(e.currentTarget.value)} />
          <button type="submit" class="btn">{t("o.priv.see")}</button>
        </form>
        <ForgetTalks host={host} />
        <div>
          <div class="main"><b>{t("o.priv.all")}</b><p>{t("o.priv.all.text")}</p></div>
          <button type="button" class="btn btn-danger" onClick={() => void look({ all: true }, "")}>{t("o.priv.see")}</button>
        </div>
      </div>
      {error && <p class="verdict bad" role="alert">{error}</p>}
      {asked && <ForgetDialog asked={asked} onKeep={() => setAsked(undefined)} onForget={() => void erase()} />}
    </>
  );
}

function ForgetDialog({ asked, onKeep, onForget }: { asked: Asked; onKeep(): void; onForget(): void }): JSX.Element {
  const { at, name, counts, busy } = asked;
  const title = name ? t(at ? "o.forget.done" : "o.forget.ask", { site: name }) : t(at ? "o.forget.done.all" : "o.forget.ask.all");
  return (
    <Dialog title={title} onClose={onKeep} turn={at ?? ""}>
      <p>{at ? t("o.forget.done.text", { time: moment(at) }) : t("o.forget.ask.text")}</p>
      <Receipt lines={lines.map(([key, label]) => [t(label), number(counts[key])])} />
      {!at && <p>{t("o.priv.sub")}</p>}
      <div class="btn-line">
        <button type="button" class={at ? "btn btn-main" : "btn"} data-first onClick={onKeep}>{t(at ? "close" : "o.forget.keep")}</button>
        {!at && <button type="button" class="btn btn-danger" aria-busy={busy} onClick={onForget}>{t("o.forget.do")}</button>}
      </div>
    </Dialog>
  );
}
