// "Test an address": whether it would be read, and which rule says so.
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { t } from "../i18n/t.ts";
import type { RulesTestResult } from "../protocol.gen.ts";
import { wordsOfError } from "./failed.ts";
import { Icon } from "./icons.tsx";

export function RuleTest({ host }: { host: Host }): JSX.Element {
  const [url, setUrl] = useState("");
  const [verdict, setVerdict] = useState<RulesTestResult>();
  const [why, setWhy] = useState("");
  const test = async (e: Event) => {
    e.preventDefault();
    setVerdict(undefined);
    setWhy("");
    const typed = url.trim();
    if (!typed) return;
    try {
      setVerdict(await host.call("rules.test", { url: /^[a-z][a-z0-9+.-]*:/i.test(typed) ? typed : `https://${typed}` }));
    } catch (error) {
      setWhy(wordsOfError(error));
    }
  };
  return (
    <form class="tester" onSubmit={(e) => void test(e)}>
      <label class="label" for="rule-test">{t("o.rule.test")}</label>
      <div class="in">
        <input class="text-in" id="rule-test" type="text" inputMode="url" spellcheck={false} placeholder="https://example.com/page" value={url}
          onInput={(e) => (setUrl(e.currentTarget.value), setVerdict(undefined))} />
        <button type="submit" class="btn">{t("o.rule.test.do")}</button>
      </div>
      <div role="status">
        {verdict && (
          <p class="verdict">
            <Icon name={verdict.indexed ? "checkc" : "x"} class={verdict.indexed ? "ok" : "bad"} />
            <span><b>{t(verdict.indexed ? "o.rule.test.yes" : "o.rule.test.no")}</b> {verdict.because}</span>
          </p>
        )}
        {why && <p class="verdict bad">{why}</p>}
      </div>
    </form>
  );
}
