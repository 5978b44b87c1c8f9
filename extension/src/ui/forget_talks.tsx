// Deleting every conversation; pages and bookmarks stay.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import { Dialog } from "./dialog.tsx";
import { wordsOfError } from "./failed.ts";

export function ForgetTalks({ host }: { host: Host }): JSX.Element {
  const [asking, setAsking] = useState(false);
  const [said, setSaid] = useState("");
  const remove = async () => {
    setAsking(false);
    try {
      const { deleted } = await host.call("conversations.delete", { all: true });
      setSaid(t("o.priv.talks.done", { n: deleted }));
    } catch (error) {
      setSaid(wordsOfError(error));
    }
  };
  return (
    <div>
      <div class="main" role="status"><b>{t("o.priv.talks")}</b><p>{said || t("o.priv.talks.text")}</p></div>
      <button type="button" class="btn btn-danger" onClick={() => setAsking(true)}>{t("o.priv.talks.do")}</button>
      {asking && (
        <Dialog title={t("o.priv.talks.ask")} onClose={() => setAsking(false)}>
          <p>{t("o.priv.talks.text")}</p>
          <div class="btn-line">
            <button type="button" class="btn" data-first onClick={() => setAsking(false)}>{t("o.forget.keep")}</button>
            <button type="button" class="btn btn-danger" onClick={() => void remove()}>{t("o.priv.talks.do")}</button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
