// A file that the companion app reads or writes: the person names it, or
// leaves the place to the app, and is told where it is.
import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { wordsOfError } from "./failed.ts";
import { Icon } from "./icons.tsx";

export interface FileRowProps {
  title: string;
  text: string;
  /** Where it goes when nothing is typed; with it the path may stay empty. */
  suggested?: string | undefined;
  /** What is typed at the beginning. */
  typed?: string;
  action: string;
  enabled: boolean;
  /** What is to be said when it went well. */
  onDo(path: string): Promise<ComponentChildren>;
}

export function FileRow({ title, text, suggested, typed = "", action, enabled, onDo }: FileRowProps): JSX.Element {
  const [path, setPath] = useState<string>();
  const [busy, setBusy] = useState(false);
  const [said, setSaid] = useState<{ well: boolean; text: ComponentChildren }>();
  const value = path ?? typed;
  const submit = async (e: Event) => {
    e.preventDefault();
    if (busy) return;
    setBusy(true);
    setSaid(undefined);
    try {
      const text = await onDo(value.trim());
      if (text) setSaid({ well: true, text });
    } catch (error) {
      setSaid({ well: false, text: wordsOfError(error) });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="file" onSubmit={(e) => void submit(e)}>
      <div class="main"><b>{title}</b><p>{text}</p></div>
      <span class="in">
        <input class="text-in" type="text" dir="ltr" spellcheck={false} aria-label={`${title}: ${t("o.back.path")}`} placeholder={suggested ?? t("o.back.path")}
          title={suggested} value={value} onInput={(e) => setPath(e.currentTarget.value)} />
        <button type="submit" class="btn" aria-busy={busy} disabled={!enabled || (suggested === undefined && value.trim() === "")}>{busy ? t("o.back.busy") : action}</button>
      </span>
      <div class="said-row" role="status">
        {said && <p class={`verdict${said.well ? "" : " bad"}`}><Icon name={said.well ? "checkc" : "warn"} class={said.well ? "ok" : "bad"} /><span>{said.text}</span></p>}
      </div>
    </form>
  );
}
