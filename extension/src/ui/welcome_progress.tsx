// How far the first import is: how many pages can be found, how many with
// their text, how long it takes.
import type { JSX } from "preact";
import type { Host } from "../host/client.ts";
import { number, size, span, t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import { Waiting } from "./waiting.tsx";
import { fetchingOf, workOf } from "./work.ts";
import { PauseButton } from "./work_notice.tsx";

export function Progress({ host }: { host: Host }): JSX.Element {
  const s = host.status;
  if (!s) {
    return <><h1>{t("w.5.title")}</h1><p class="w-lead">{t("w.5.lead")}</p><div class="w-body"><Waiting label={t("w.5.title")} /></div></>;
  }
  const left = s.pending.index + s.pending.capture;
  const found = Math.max(0, s.pages - s.pending.index);
  const work = workOf(s);
  const fetching = fetchingOf(s);
  const done = left === 0 && !work;
  const stats: [string, string][] = [
    [t("w.5.left"), done ? t("w.5.nothing") : s.paused ? t("w.5.paused") : s.etaSeconds ? span(s.etaSeconds) : "–"],
    [t("w.5.text"), number(s.captured)], [t("w.5.disk"), size(s.dataBytes)],
  ];
  return (
    <>
      <h1>{t(done ? "w.5.ready" : "w.5.title")}</h1>
      <p class="w-lead">{t(done ? "w.5.done" : "w.5.lead")}</p>
      <div class="w-body">
        <p class="big" role="status">{number(found)} <small>{t("w.5.read", { total: s.pages })}</small></p>
        <progress class="bar" value={found} max={Math.max(1, s.pages)} aria-label={t("w.5.title")} />
        <dl class="stat">{stats.map(([label, value]) => <div><dt>{label}</dt><dd>{value}</dd></div>)}</dl>
        {fetching && <div class="wait"><Icon name="page" /><div><b class="num">{fetching.title}</b><p>{fetching.text}</p></div></div>}
        {work?.kind === "learn" && <div class="wait"><Icon name="meaning" /><div><b>{work.title}</b><p class="num">{work.text}</p></div></div>}
      </div>
    </>
  );
}

/** Pausing, while there is something to pause. */
export function ProgressFoot({ host }: { host: Host }): JSX.Element | null {
  const s = host.status;
  return s && (s.paused || workOf(s) || s.pending.capture > 0) ? <PauseButton host={host} paused={s.paused} /> : null;
}
