// The options page: what is running, the models, what is kept, forgetting, the
// shortcut, the health check.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser, isFirefox } from "../browser.ts";
import type { Host } from "../host/client.ts";
import { number, size, t, type MessageKey } from "../i18n/t.ts";
import type { Status } from "../protocol.gen.ts";
import { Connection } from "./connection.tsx";
import { Doctor } from "./doctor.tsx";
import { Forget } from "./forget.tsx";
import { Mark } from "./icons.tsx";
import { Models } from "./models.tsx";
import { useModels } from "./use_models.ts";

const titles: Record<string, MessageKey> = { conn: "o.conn", models: "o.models", store: "o.store", priv: "o.priv", keys: "o.keys", about: "o.about" };

export function Options({ host }: { host: Host }): JSX.Element {
  const status = host.state.kind === "ready" ? host.status : undefined;
  const models = useModels(host);
  const sections = Object.keys(titles).filter((id) => status || !["models", "store", "priv"].includes(id));
  return (
    <div class="options">
      <nav class="o-nav" aria-label={t("o.title")}>
        <div class="brand"><Mark />{t("app.name")}</div>
        {sections.map((id) => <a class="rail-item" href={`#${id}`}>{t(titles[id]!)}</a>)}
      </nav>
      <main>
        <h1 class="sr">{t("o.title")}</h1>
        <Section id="conn" sub={t("o.conn.sub")}><Connection host={host} models={models.list} /></Section>
        {status && <Section id="models" sub={t("o.models.sub")}><Models host={host} status={status} models={models} /></Section>}
        {status && <Section id="store" sub={t("o.store.sub", { size: size(status.dataBytes), n: status.pages })}><Counts status={status} /></Section>}
        {status && <Section id="priv" sub={t("o.priv.sub")}><Forget host={host} /></Section>}
        <Section id="keys" sub={t("o.keys.sub")}><Shortcut /></Section>
        <Section id="about" sub={t("o.about.sub")}><Doctor host={host} /></Section>
      </main>
    </div>
  );
}

function Section({ id, sub, children }: { id: string; sub: string; children?: ComponentChildren }): JSX.Element {
  return (
    <section class="o-sec" id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t(titles[id]!)}</h2>
      <p class="sub">{sub}</p>
      {children}
    </section>
  );
}

function Counts({ status }: { status: Status }): JSX.Element {
  const counts: [MessageKey, string][] = [
    ["o.r.bookmarks", number(status.bookmarks)], ["o.r.pages", number(status.pages)], ["o.r.passages", number(status.passages)],
    ["w.5.disk", size(status.dataBytes)],
  ];
  return <dl class="stat boxed">{counts.map(([label, value]) => <div><dt>{t(label)}</dt><dd>{value}</dd></div>)}</dl>;
}

/** The key that opens the popup, and the way to where browsers let people change it. */
function Shortcut(): JSX.Element {
  const [keys, setKeys] = useState("");
  useEffect(() => void browser.commands.getAll().then((all) => setKeys(all.find((c) => c.name === "_execute_action")?.shortcut ?? "")), []);
  return (
    <div class="rows">
      <div>
        <div class="main"><b>{t("o.keys.open")}</b></div>
        <bdi dir="ltr" class="key-line">{keys.split("+").filter(Boolean).map((k) => <kbd>{k}</kbd>)}</bdi>
        <button type="button" class="btn btn-sm" onClick={() => void changeShortcut()}>{t("o.keys.change")}</button>
      </div>
    </div>
  );
}

async function changeShortcut(): Promise<void> {
  const commands = browser.commands as typeof browser.commands & { openShortcutSettings?: () => Promise<void> };
  if (isFirefox) await commands.openShortcutSettings?.();
  else await browser.tabs.create({ url: "chrome://extensions/shortcuts" });
}
