// What another embedding model costs, before anything is changed.
import type { JSX } from "preact";
import { span, t } from "../i18n/t.ts";
import type { Reembed } from "../protocol.gen.ts";
import { Dialog } from "./dialog.tsx";

export function costText(model: string, { passages, seconds }: Reembed): string {
  return seconds > 0 ? t("o.model.cost.time", { model, n: passages, time: span(seconds) }) : t("o.model.cost", { model, n: passages });
}

/** Focus starts on the button that changes nothing. */
export function CostDialog({ name, cost, onNo, onYes }: { name: string; cost: Reembed; onNo(): void; onYes(): void }): JSX.Element {
  return (
    <Dialog title={t("o.model.ask")} onClose={onNo}>
      <p>{costText(name, cost)}</p>
      <div class="btn-line">
        <button type="button" class="btn" data-first onClick={onNo}>{t("w.3.cancel")}</button>
        <button type="button" class="btn btn-main" onClick={onYes}>{t("o.conn.change")}</button>
      </div>
    </Dialog>
  );
}
