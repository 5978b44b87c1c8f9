// The quiet line about work in the background, with the button that pauses it.
import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { Status } from "../protocol.gen.ts";
import { Icon } from "./icons.tsx";
import { workOf, worthTelling, type Work } from "./work.ts";

export function PauseButton({ host, paused, small }: { host: Host; paused: boolean; small?: boolean }): JSX.Element {
  const [busy, setBusy] = useState(false);
  const press = () => {
    if (busy) return;
    setBusy(true);
    void host.call(paused ? "work.resume" : "work.pause", {}).catch(() => undefined).finally(() => setBusy(false));
  };
  return (
    <button type="button" class={`btn btn-pause${small ? " btn-sm" : ""}`} aria-busy={busy} onClick={press}>
      <Icon name={paused ? "play" : "pause"} />
      {t(paused ? "index.resume" : "index.pause")}
    </button>
  );
}

export function WorkBar({ work }: { work: Work }): JSX.Element {
  return <progress class="bar" value={work.done} max={work.total} aria-label={work.title} />;
}

/**
 * The notice of the popup. It is there from the beginning or not at all: what
 * begins later does not push the list, and what ends stays until the popup
 * closes.
 */
export function WorkNotice({ host, status }: { host: Host; status: Status }): JSX.Element | null {
  const told = useRef(worthTelling(status));
  if (!told.current) return null;
  const going = workOf(status);
  const work = going ?? doneOf(status);
  return (
    <div class="notice" role="status">
      <Icon name={going ? "refresh" : "checkc"} />
      <div>
        <strong>{work.title}</strong>
        <WorkBar work={work} />
        <p>{work.text}</p>
      </div>
      {going && <PauseButton host={host} paused={work.paused} small />}
    </div>
  );
}

function doneOf(s: Status): Work {
  return { kind: "learn", done: s.passages, total: s.passages, paused: false, title: t("learn.done", { n: s.embedded }), text: t("learn.done.text") };
}
