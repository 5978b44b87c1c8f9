// What could not be read and why, with what can be done about it: try again,
// open the page, or leave it alone from now on.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { number, t } from "../i18n/t.ts";
import type { Capture, CaptureRetryParams, CauseCount } from "../protocol.gen.ts";
import { causeWords, worthRetrying } from "./causes.ts";
import { wordsOfError } from "./failed.ts";
import { FailedPages } from "./failed_pages.tsx";
import { Icon } from "./icons.tsx";

/** What can be done about a page or all pages of a cause. */
export interface Remedies {
  retry(of: CaptureRetryParams): Promise<void>;
  /** Not tried and not listed any more. */
  ignore(page: Capture): Promise<void>;
}

/** `turn` changes when the work has done something. */
export function Failures({ host, turn }: { host: Host; turn: string }): JSX.Element | null {
  const [causes, setCauses] = useState<CauseCount[]>();
  const [said, setSaid] = useState("");
  const [own, setOwn] = useState(0);
  useEffect(() => {
    let current = true;
    host.call("captures.list", { limit: 1 }).then((l) => current && setCauses(l.causes ?? []), () => current && setCauses(undefined));
    return () => void (current = false);
  }, [turn, own]);
  if (!causes) return null;
  const doing = (call: () => Promise<string>) => call().then(setSaid, (e: unknown) => setSaid(wordsOfError(e))).then(() => setOwn((n) => n + 1));
  const remedies: Remedies = {
    retry: (of) => doing(async () => t("o.prog.queued", { n: (await host.call("captures.retry", of)).queued })),
    ignore: ({ pageId }) => doing(async () => (await host.call("captures.ignore", { pageId }), t("o.prog.ignored"))),
  };
  return (
    <div class="failures">
      <div role="status">{said && <p class="verdict"><Icon name="info" />{said}</p>}</div>
      {causes.length === 0
        ? <p class="verdict"><Icon name="checkc" class="ok" />{t("o.prog.none")}</p>
        : <div class="rows">{causes.map((c) => <Cause key={c.cause} host={host} of={c} turn={`${turn} ${own}`} remedies={remedies} />)}</div>}
      <Ignored host={host} turn={`${turn} ${own}`} onUndone={() => setOwn((n) => n + 1)} />
    </div>
  );
}

function Cause({ host, of: { cause, count }, turn, remedies }: { host: Host; of: CauseCount; turn: string; remedies: Remedies }): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <details class="cause" open={open} onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>
        <Icon name="chev" class="turns" />
        <b class="main">{t(causeWords(cause))}</b>
        <span class="num"><span class="sr">{t("o.prog.pages")}: </span>{number(count)}</span>
      </summary>
      {open && worthRetrying(cause) && (
        <button type="button" class="btn btn-sm" onClick={() => void remedies.retry({ cause })}><Icon name="refresh" />{t("o.prog.retry.all")}</button>
      )}
      {open && <FailedPages host={host} cause={cause} turn={turn} remedies={remedies} />}
    </details>
  );
}

/** The way back for what is ignored. */
function Ignored({ host, turn, onUndone }: { host: Host; turn: string; onUndone(): void }): JSX.Element | null {
  const [causes, setCauses] = useState<CauseCount[]>([]);
  useEffect(() => {
    let current = true;
    host.call("captures.list", { ignored: true, limit: 1 }).then((l) => current && setCauses(l.causes ?? []), () => current && setCauses([]));
    return () => void (current = false);
  }, [turn]);
  const n = causes.reduce((sum, c) => sum + c.count, 0);
  if (n === 0) return null;
  const undo = () => Promise.all(causes.map(({ cause }) => host.call("captures.ignore", { cause, undo: true }))).then(onUndone, onUndone);
  return <p class="verdict"><Icon name="info" /><span>{t("o.prog.ignored.n", { n })} <button type="button" class="link" onClick={() => void undo()}>{t("o.prog.ignored.undo")}</button></span></p>;
}
