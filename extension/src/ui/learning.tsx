// How far the passages are learnt and pages are fetched, on the options page:
// always there, so that work can be paused before it begins.
import type { JSX } from "preact";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { Status } from "../protocol.gen.ts";
import { Icon } from "./icons.tsx";
import { PauseButton, WorkBar } from "./work_notice.tsx";
import { beginning, fetchingOf, workOf } from "./work.ts";

export function Learning({ host, status }: { host: Host; status: Status }): JSX.Element {
  const work = workOf(status);
  const fetching = fetchingOf(status);
  return (
    <div class="rows learning">
      <div>
        <Icon name={work ? "refresh" : status.paused ? "pause" : status.model.embed ? "checkc" : "clock"} class={!work && !status.paused && status.model.embed ? "ok" : ""} />
        <div class="main" role="status">
          <b class="num">{work?.title ?? idle(status)}</b>
          {work?.text && <p class="num">{work.text}</p>}
          {work && <WorkBar work={work} />}
        </div>
        <PauseButton host={host} paused={status.paused} />
      </div>
      {fetching && (
        <div>
          <Icon name={fetching.paused ? "pause" : "refresh"} />
          <div class="main" role="status">
            <b class="num">{fetching.title}</b>
            <p>{fetching.text}</p>
            <WorkBar work={fetching} />
          </div>
        </div>
      )}
      {status.failed > 0 && (
        <div>
          <Icon name="warn" class="bad" />
          <div class="main"><p>{t("learn.failed", { n: status.failed })}</p></div>
        </div>
      )}
    </div>
  );
}

function idle(status: Status): string {
  if (status.paused) return t("learn.paused.idle");
  return status.model.embed ? t("learn.done", { n: status.embedded }) : beginning(status);
}
