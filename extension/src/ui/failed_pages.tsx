// The pages that could not be read for one cause.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { day, t } from "../i18n/t.ts";
import type { Capture, CaptureList } from "../protocol.gen.ts";
import { worthRetrying } from "./causes.ts";
import type { Remedies } from "./failures.tsx";
import { openPage } from "./open.ts";
import { Waiting } from "./waiting.tsx";

const atOnce = 20;

export function FailedPages({ host, cause, turn, remedies }: { host: Host; cause: string; turn: string; remedies: Remedies }): JSX.Element {
  const [list, setList] = useState<CaptureList>();
  useEffect(() => {
    let current = true;
    host.call("captures.list", { cause, limit: atOnce }).then((l) => current && setList(l), () => current && setList({ items: [] }));
    return () => void (current = false);
  }, [cause, turn]);
  if (!list) return <Waiting label={t("o.prog.pages")} />;
  const { items, next } = list;
  const more = () => void host.call("captures.list", { cause, limit: atOnce, cursor: next! }).then((l) => setList({ ...l, items: [...items, ...l.items] }), () => undefined);
  return (
    <ul>
      {items.map((page) => (
        <li key={page.pageId}>
          <div class="main">
            <span class="clip" dir="auto" title={page.url}>{page.title || page.url}</span>
            <p dir="auto">{[page.detail, nextOf(page)].filter(Boolean).join(" · ")}</p>
          </div>
          <span class="btn-line">
            <Quiet text={t("act.open")} page={page} onClick={() => void openPage(page.url, "tab")} />
            {worthRetrying(cause) && <Quiet text={t("o.prog.retry")} page={page} onClick={() => void remedies.retry({ pageId: page.pageId })} />}
            <Quiet text={t("o.prog.ignore")} page={page} onClick={() => void remedies.ignore(page)} />
          </span>
        </li>
      ))}
      {next && <li><button type="button" class="link" onClick={more}>{t("o.store.more")}</button></li>}
    </ul>
  );
}

function Quiet({ text, page, onClick }: { text: string; page: Capture; onClick(): void }): JSX.Element {
  return <button type="button" class="btn btn-sm btn-quiet" onClick={onClick}>{text}<span class="sr"> {page.title || page.url}</span></button>;
}

function nextOf(page: Capture): string {
  if (page.dead) return t("o.prog.dead");
  return page.nextTry ? t("o.prog.next", { day: day(page.nextTry) }) : "";
}
