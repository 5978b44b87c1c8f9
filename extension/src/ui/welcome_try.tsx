// The last step of the welcome page: questions made from the person's own
// bookmarks, and the key that opens the search.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser } from "../browser.ts";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import { folderName } from "../bookmarks/folder.ts";
import { Icon } from "./icons.tsx";
import { openOwn } from "./open.ts";
import { suggestions, type Suggestion } from "./suggest.ts";

const most = 3;
/** So many of the newest pages say what a person may want to ask about. */
const readRecents = 60;

export function Try({ host }: { host: Host }): JSX.Element {
  const [asked, setAsked] = useState<Suggestion[]>([]);
  const [keys, setKeys] = useState("");
  const ready = host.state.kind === "ready";
  useEffect(() => {
    if (ready) void host.call("search", { query: "", typing: true, limit: readRecents }).then((r) => setAsked(suggestions(r.hits, most)), () => undefined);
  }, [ready]);
  useEffect(() => void browser.commands.getAll().then((all) => setKeys(all.find((c) => c.name === "_execute_action")?.shortcut ?? "")), []);
  return (
    <>
      <h1>{t(asked.length > 0 ? "w.6.title" : "w.6.ready")}</h1>
      <p class="w-lead">{t(asked.length > 0 ? "w.6.lead" : "w.1.lead")}</p>
      <div class="w-body">
        <div class="tries">
          {asked.map(({ question, path }) => (
            <button type="button" class="try" onClick={() => void openOwn(`page.html?q=${encodeURIComponent(question)}`)}>
              <Icon name="ask" large />
              <span dir="auto">{question}<small>{folderName(path)}</small></span>
              <Icon name="fwd" />
            </button>
          ))}
        </div>
        {keys && <p class="hintline"><KeyLine keys={keys.split("+")} /></p>}
      </div>
    </>
  );
}

/** "Press {key} on any page …" with the keys drawn as keys. */
function KeyLine({ keys }: { keys: string[] }): JSX.Element {
  const [before = "", after = ""] = t("w.6.key", { key: "\u0000" }).split("\u0000");
  return <>{before}<bdi dir="ltr">{keys.map((k, i) => <>{i > 0 && " "}<kbd>{k}</kbd></>)}</bdi>{after}</>;
}
