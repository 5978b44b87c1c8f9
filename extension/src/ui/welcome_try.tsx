// The last step of the welcome page: questions made from the person's own
// bookmarks, which the browser has whether the companion app is there or not,
// and the key that opens the search.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { folderName } from "../bookmarks/folder.ts";
import { t } from "../i18n/t.ts";
import { localIndex } from "../search/local_source.ts";
import { Icon } from "./icons.tsx";
import { openOwn } from "./open.ts";
import { useShortcut } from "./shortcut.tsx";
import { firstQuestions, type Suggestion } from "./suggest.ts";

const most = 3;
/** So many of the newest pages say what a person may want to ask about. */
const readRecents = 200;

export function Try(): JSX.Element {
  const [asked, setAsked] = useState<Suggestion[]>([]);
  const keys = useShortcut();
  useEffect(() => void localIndex().then((index) => setAsked(firstQuestions(index.recent(readRecents), most))), []);
  return (
    <>
      <h1>{t(asked.length > 0 ? "w.6.title" : "w.6.ready")}</h1>
      <p class="w-lead">{t(asked.length > 0 ? "w.6.lead" : "w.6.none")}</p>
      <div class="w-body">
        <div class="tries">
          {asked.map(({ question, path }) => (
            <button type="button" class="try" onClick={() => void openOwn(`page.html?q=${encodeURIComponent(question)}`)}>
              <Icon name="ask" large />
              <span dir="auto">{question}<small>{folderName(path)}</small></span>
              <Icon name="fwd" class="flip" />
            </button>
          ))}
        </div>
        {keys.length > 0 && <p class="hintline"><KeyLine keys={keys} /></p>}
      </div>
    </>
  );
}

/** "Press {key} on any page …" with the keys drawn as keys. */
function KeyLine({ keys }: { keys: string[] }): JSX.Element {
  const [before = "", after = ""] = t("w.6.key", { key: "\u0000" }).split("\u0000");
  return <>{before}<bdi dir="ltr">{keys.map((k, i) => <>{i > 0 && " "}<kbd>{k}</kbd></>)}</bdi>{after}</>;
}
