// Getting the companion app: the release for this system, its one command, and
// a page that notices by itself when the app is there.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser } from "../browser.ts";
import type { Host } from "../host/client.ts";
import { t, type MessageKey } from "../i18n/t.ts";
import { CopyButton } from "./copy_button.tsx";
import { Icon } from "./icons.tsx";
import { openPage } from "./open.ts";
import { archiveOf, commandOf, processorOf, releases, systemOf, type Processor, type System } from "./release.ts";
import { Tabs } from "./tabs.tsx";

/** How often the page looks for the companion app. */
const lookEvery = 2_000;

const systems: [System, string][] = [["darwin", "macOS"], ["windows", "Windows"], ["linux", "Linux"]];
const terminals: Record<System, MessageKey> = { darwin: "w.2.how.darwin", windows: "w.2.how.windows", linux: "w.2.how.linux" };

export function GetApp({ host }: { host: Host }): JSX.Element {
  const [system, setSystem] = useState<System>(() => systemOf(navigator));
  const [processor, setProcessor] = useState<Processor>("amd64");
  const ready = host.state.kind === "ready";
  useEffect(() => void processorOf(navigator).then(setProcessor), []);
  useEffect(() => {
    if (ready) return;
    const timer = setInterval(() => host.retry(), lookEvery);
    return () => clearInterval(timer);
  }, [ready]);
  const archive = archiveOf(browser.runtime.getManifest().version, system, processor);
  const command = commandOf(archive, system);
  return (
    <>
      <h1>{t("w.2.title")}</h1>
      <p class="w-lead">{t("w.2.lead")}</p>
      <div class="w-body">
        <Tabs label={t("w.2.system")} tabs={systems} chosen={system} onChoose={(s) => setSystem(s)}>
          <ol class="how">
            <li>
              <b>{t("w.2.get")}</b>
              <div class="cmd">
                <code>{archive}</code>
                <button type="button" class="btn btn-sm" onClick={() => void openPage(`${releases}/latest/download/${archive}`, "tab")}><Icon name="down" />{t("w.2.get.do")}</button>
              </div>
              <p class="hintline">
                <label>{t("w.2.processor")} <select class="sel sel-sm" value={processor} onChange={(e) => setProcessor(e.currentTarget.value as Processor)}>
                  <option value="amd64">{t("w.2.amd64")}</option>
                  <option value="arm64">{t("w.2.arm64")}</option>
                </select></label>
              </p>
            </li>
            <li>
              <b>{t("w.2.run")}</b>
              <div class="cmd"><code>{command}</code><CopyButton text={command} label={t("w.2.copy")} small /></div>
              <p class="hintline">{t("w.2.what")}</p>
              <details class="hintline"><summary>{t("w.2.how")}</summary><p>{t(terminals[system])}</p></details>
            </li>
          </ol>
        </Tabs>
        <Waiting host={host} />
      </div>
    </>
  );
}

function Waiting({ host }: { host: Host }): JSX.Element {
  const { state } = host;
  if (state.kind === "ready") {
    return (
      <div class="wait ok" role="status">
        <Icon name="checkc" />
        <div><b>{t("w.2.found", { v: state.version })}</b><p>{t("w.2.found.text", { n: host.status?.bookmarks ?? 0 })}</p></div>
      </div>
    );
  }
  // It is there and does not start: what the app or the browser says of it.
  const trouble = state.kind === "absent" && state.reason !== "not_installed" ? state.message : "";
  return (
    <>
      <div class="wait" role="status">
        <span class="pulse" aria-hidden="true" />
        <div><b>{t("w.2.wait")}</b><p>{t("w.2.wait.text")}</p></div>
      </div>
      <details class="fold trouble">
        <summary>{t("w.2.trouble")}</summary>
        {trouble && <p class="bad">{trouble}</p>}
        <ul>{(["w.2.trouble.file", "w.2.trouble.restart", "w.2.trouble.sandbox", "w.2.trouble.doctor"] as const).map((key) => <li>{t(key)}</li>)}</ul>
      </details>
    </>
  );
}
