// The options page: what is running, the models, what is read and what could
// not be, what is kept, forgetting, backups, the shortcut, the health check.
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { number, size, t, type MessageKey } from "../i18n/t.ts";
import type { Status } from "../protocol.gen.ts";
import { Backup } from "./backup.tsx";
import { Connection } from "./connection.tsx";
import { Doctor } from "./doctor.tsx";
import { Failures } from "./failures.tsx";
import { Forget } from "./forget.tsx";
import { Mark } from "./icons.tsx";
import { Learning } from "./learning.tsx";
import { Models } from "./models.tsx";
import { Reading } from "./reading.tsx";
import { Section, useCurrent } from "./section.tsx";
import { Shortcut } from "./shortcut.tsx";
import { SiteStorage } from "./site_storage.tsx";
import { useModels } from "./use_models.ts";
import { useSettings } from "./use_settings.ts";

const titles: Record<string, MessageKey> = {
  conn: "o.conn", models: "o.models", what: "o.what", prog: "o.prog", store: "o.store", priv: "o.priv", back: "o.back", keys: "o.keys", about: "o.about",
};
/** These stand without the companion app. */
const alone = ["conn", "keys", "about"];

export function Options({ host }: { host: Host }): JSX.Element {
  const models = useModels(host);
  const settings = useSettings(host);
  // A connection that breaks and comes back must not take away what is being written or read.
  const last = useRef<Status>();
  last.current = host.state.kind === "absent" ? undefined : host.status ?? last.current;
  const status = last.current;
  const sections = Object.keys(titles).filter((id) => status || alone.includes(id));
  const current = useCurrent(sections);
  const title = (id: string) => t(titles[id]!);
  return (
    <div class="options">
      <nav class="o-nav" aria-label={t("o.title")}>
        <div class="brand"><Mark />{t("app.name")}</div>
        {sections.map((id) => <a class="rail-item" href={`#${id}`} aria-current={id === current ? "true" : undefined}>{title(id)}</a>)}
      </nav>
      <main>
        <h1 class="sr">{t("o.title")}</h1>
        <Section id="conn" title={title("conn")} sub={t("o.conn.sub")}><Connection host={host} models={models.list} /></Section>
        {status && <Kept host={host} status={status} models={models} settings={settings} title={title} />}
        <Section id="keys" title={title("keys")} sub={t("o.keys.sub")}><Shortcut /></Section>
        <Section id="about" title={title("about")} sub={t("o.about.sub")}><Doctor host={host} /></Section>
      </main>
    </div>
  );
}

interface KeptProps {
  host: Host;
  status: Status;
  models: ReturnType<typeof useModels>;
  settings: ReturnType<typeof useSettings>;
  title(id: string): string;
}

/** What there is with the companion app. */
function Kept({ host, status, models, settings, title }: KeptProps): JSX.Element {
  return (
    <>
      <Section id="models" title={title("models")} sub={t("o.models.sub")}><Models host={host} status={status} models={models} /></Section>
      <Section id="what" title={title("what")} sub={t("o.what.sub")}><Reading host={host} settings={settings} /></Section>
      <Section id="prog" title={title("prog")} sub={t("o.prog.sub")}>
        <Learning host={host} status={status} />
        <Failures host={host} turn={`${status.failedCaptures} ${status.captured}`} />
      </Section>
      <Section id="store" title={title("store")} sub={t("o.store.sub", { size: size(status.dataBytes), n: status.pages })}>
        <Counts status={status} />
        <SiteStorage host={host} turn={`${status.pages} ${status.captured}`} />
      </Section>
      <Section id="priv" title={title("priv")} sub={t("o.priv.sub")}><Forget host={host} /></Section>
      <Section id="back" title={title("back")} sub={t("o.back.sub")}><Backup host={host} /></Section>
    </>
  );
}

function Counts({ status }: { status: Status }): JSX.Element {
  const counts: [MessageKey, string][] = [
    ["o.r.bookmarks", number(status.bookmarks)], ["o.r.pages", number(status.pages)], ["o.r.passages", number(status.passages)],
    ["w.5.disk", size(status.dataBytes)],
  ];
  return <dl class="stat boxed">{counts.map(([label, value]) => <div><dt>{t(label)}</dt><dd>{value}</dd></div>)}</dl>;
}
