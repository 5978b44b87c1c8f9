// Ollama is installed and not running: the one click that starts it.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { HostError, type Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";

/** A button that starts Ollama. That it runs is then told by the status; that it does not, here. */
export function StartOllama({ host, main = false }: { host: Host; main?: boolean }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const [why, setWhy] = useState("");
  const start = () => {
    if (busy) return;
    setBusy(true);
    setWhy("");
    void host.call("models.start", {}).catch((error: unknown) => {
      setWhy(error instanceof HostError ? [error.message, error.hint].filter(Boolean).join(" ") : String(error));
    }).finally(() => setBusy(false));
  };
  return (
    <>
      <button type="button" class={`btn btn-sm${main ? " btn-main" : ""}`} aria-busy={busy} onClick={start}>
        {t(busy ? "err.ollama.starting" : "err.ollama.do")}
      </button>
      {why && <p class="bad start-failed" role="alert">{why}</p>}
    </>
  );
}
