// The health check and its report, which holds no addresses, titles or text.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser, isFirefox } from "../browser.ts";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { DoctorResult } from "../protocol.gen.ts";
import { CopyButton } from "./copy_button.tsx";
import { Icon } from "./icons.tsx";

export function Doctor({ host }: { host: Host }): JSX.Element {
  const [checks, setChecks] = useState<DoctorResult["checks"]>([]);
  const { state } = host;
  const ready = state.kind === "ready";
  const run = () => {
    if (ready) void host.call("doctor", {}).then((r) => setChecks(r.checks), () => setChecks([]));
    else (setChecks([]), host.retry());
  };
  useEffect(run, [ready]);
  const text = reportOf(state, checks);
  return (
    <>
      <pre class="report" tabIndex={0} role="region" aria-label={t("o.about.report")}>{text}</pre>
      <div class="btn-line spaced">
        <button type="button" class="btn" onClick={run}><Icon name="refresh" />{t("o.about.run")}</button>
        <CopyButton text={text} label={t("o.about.copy")} />
      </div>
    </>
  );
}

/** The report: for others to read, so it holds no address, title or text, and no message that might. */
export function reportOf(state: Host["state"], checks: DoctorResult["checks"]): string {
  return [...ours(state), ...checks.map(line)].join("\n");
}

/** What the extension knows by itself; without the companion app it is the whole report. */
function ours(state: Host["state"]): string[] {
  const companion = state.kind === "absent" ? state.reason : state.kind;
  return [
    row("ok", "extension", `${browser.runtime.getManifest?.().version ?? "?"}, ${isFirefox ? "Firefox" : "Chromium"}`),
    row(state.kind === "ready" ? "ok" : "!!", "companion", state.kind === "ready" ? `${state.version}, ready` : companion),
  ];
}

function line(c: DoctorResult["checks"][number]): string {
  return row(c.ok ? "ok" : "!!", c.name, c.detail) + (c.fix ? `\n    ${c.fix}` : "");
}

function row(mark: string, name: string, detail: string): string {
  return `${mark}  ${name}: ${detail}`;
}
