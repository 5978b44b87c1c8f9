// What another embedding model costs, before anything is changed.
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { span, t } from "../i18n/t.ts";
import type { Reembed } from "../protocol.gen.ts";
import { keepInside } from "./sheets.tsx";

export function costText(model: string, { passages, seconds }: Reembed): string {
  return seconds > 0 ? t("o.model.cost.time", { model, n: passages, time: span(seconds) }) : t("o.model.cost", { model, n: passages });
}

export function CostDialog({ name, cost, onNo, onYes }: { name: string; cost: Reembed; onNo(): void; onYes(): void }): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const no = useRef<HTMLButtonElement>(null);
  // Focus starts on the button that changes nothing, and goes back to where it was.
  useEffect(() => {
    const before = document.activeElement;
    no.current?.focus();
    return () => before instanceof HTMLElement && before.focus();
  }, []);
  return (
    <div class="veil">
      <div
        class="dialog" role="alertdialog" aria-modal="true" aria-labelledby="cost-title" aria-describedby="cost-text" ref={box}
        onKeyDown={(e) => (e.key === "Escape" ? onNo() : e.key === "Tab" && keepInside(e, box.current!))}
      >
        <h2 id="cost-title">{t("o.model.ask")}</h2>
        <p id="cost-text">{costText(name, cost)}</p>
        <div class="btn-line">
          <button type="button" class="btn" ref={no} onClick={onNo}>{t("w.3.cancel")}</button>
          <button type="button" class="btn btn-main" onClick={onYes}>{t("o.conn.change")}</button>
        </div>
      </div>
    </div>
  );
}
