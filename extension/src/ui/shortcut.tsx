// The key that opens the popup, and the way to where browsers let people
// change it.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser, isFirefox } from "../browser.ts";
import { t } from "../i18n/t.ts";

/** The keys of the command that opens the popup, one by one; none when it has none. */
export function useShortcut(): string[] {
  const [keys, setKeys] = useState("");
  useEffect(() => void browser.commands.getAll().then((all) => setKeys(all.find((c) => c.name === "_execute_action")?.shortcut ?? "")), []);
  // macOS writes ⌥⇧K, others Alt+Shift+K.
  return keys.includes("+") ? keys.split("+").filter(Boolean) : [...keys];
}

export function Shortcut(): JSX.Element {
  const keys = useShortcut();
  return (
    <div class="rows">
      <div>
        <div class="main"><b>{t("o.keys.open")}</b></div>
        {keys.length > 0 ? <bdi dir="ltr" class="key-line">{keys.map((k) => <kbd>{k}</kbd>)}</bdi> : <span class="none">{t("o.keys.none")}</span>}
        <button type="button" class="btn btn-sm" onClick={() => void change()}>{t("o.keys.change")}</button>
      </div>
      <div>
        <div class="main"><b>{t("o.keys.bar")}</b></div>
        <bdi dir="ltr" class="key-line"><kbd>ai</kbd> <kbd>Space</kbd></bdi>
      </div>
    </div>
  );
}

async function change(): Promise<void> {
  const commands = browser.commands as typeof browser.commands & { openShortcutSettings?: () => Promise<void> };
  if (isFirefox) await commands.openShortcutSettings?.();
  else await browser.tabs.create({ url: "chrome://extensions/shortcuts" });
}
