import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import { searchWeb } from "./open.ts";
import type { Turn } from "./turn.ts";

/** Not found is an answer: what was looked at, and the way out. */
export function Nothing({ turn, pages }: { turn: Turn; pages: number }): JSX.Element {
  return (
    <div class="panel" role="status">
      <h2>{t("nothing.title")}</h2>
      <p>{turn.hits.length > 0 ? t("nothing.text", { n: pages }) : turn.text}</p>
      <div class="row">
        <button type="button" class="btn btn-sm" onClick={() => void searchWeb(turn.question)}>
          <Icon name="out" />
          {t("nothing.web")}
        </button>
      </div>
    </div>
  );
}
