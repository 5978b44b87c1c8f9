// Forgetting one page: counted first, erased on the person's word, with a
// receipt. It cannot be undone, and says so.
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { HostError, type Host } from "../host/client.ts";
import { number, t, type MessageKey } from "../i18n/t.ts";
import type { ForgetResult, Hit } from "../protocol.gen.ts";
import { keepInside } from "./sheets.tsx";

interface ForgetPageProps {
  host: Host;
  hit: Hit;
  onForgotten(): void;
  onClose(): void;
}

const lines: [keyof ForgetResult, MessageKey][] = [["passages", "o.r.passages"], ["vectors", "o.r.vectors"], ["turns", "o.r.turns"]];

export function ForgetPage({ host, hit, onForgotten, onClose }: ForgetPageProps): JSX.Element {
  const [counts, setCounts] = useState<ForgetResult>();
  const [done, setDone] = useState(false);
  const [error, setError] = useState<HostError>();
  const box = useRef<HTMLDivElement>(null);
  const which = hit.pageId > 0 ? { pageId: hit.pageId } : { url: hit.url };
  const call = (dryRun: boolean) =>
    host.call("pages.forget", { ...which, ...(dryRun && { dryRun }) }).then((r) => (setCounts(r), true), (e: HostError) => (setError(e), false));
  useEffect(() => void call(true), []);
  // Focus starts on the harmless button.
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("[data-first]")?.focus(), [done, counts === undefined]);
  const forget = () => void call(false).then((well) => well && (setDone(true), onForgotten()));
  const site = hit.title || hit.site;
  return (
    <div
      class="sheet" role="alertdialog" aria-modal="true" aria-labelledby="forget-page" aria-describedby="forget-what" ref={box}
      onKeyDown={(e) => {
        if (e.key === "Escape") (e.preventDefault(), e.stopPropagation(), onClose());
        if (e.key === "Tab") keepInside(e, box.current!);
      }}
    >
      <h2 class="forget-title" id="forget-page" dir="auto">{t(done ? "o.forget.done" : "o.forget.ask", { site })}</h2>
      <p class="said" id="forget-what">{error ? `${error.message || t("err.host")} ${error.hint}` : t(done ? "forget.page.done" : "forget.page.text")}</p>
      {counts && (
        <dl class="receipt">
          {lines.map(([key, label]) => <><dt>{t(label)}</dt><dd>{number(counts[key])}</dd></>)}
        </dl>
      )}
      <div class="btn-line">
        <button type="button" class="btn btn-sm" data-first onClick={onClose}>{t(done ? "close" : "o.forget.keep")}</button>
        {counts && !done && <button type="button" class="btn btn-sm btn-danger" onClick={forget}>{t("o.forget.do")}</button>}
      </div>
    </div>
  );
}
