import type { JSX } from "preact";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import { searchWeb } from "./open.ts";
import type { Turn } from "./turn.ts";

interface NothingProps {
  turn: Turn;
  pages: number;
  /** Asks again of all pages; where filters narrowed it. */
  onWiden?: () => void;
}

/** Not found is an answer: what was looked at, and the way out. */
export function Nothing({ turn, pages, onWiden }: NothingProps): JSX.Element {
  const filters = turn.answer?.filters ?? [];
  return (
    <div class="panel" role="status">
      <h2>{t("nothing.title")}</h2>
      {filters.length > 0 && onWiden ? (
        <p>{t("nothing.within")}{" "}{filters.map((f) => <span class="chip" dir="auto">{f.label}</span>)}</p>
      ) : (
        <p>{turn.hits.length > 0 ? t("nothing.text", { n: pages }) : turn.text}</p>
      )}
      <div class="row">
        {filters.length > 0 && onWiden && <button type="button" class="btn btn-sm btn-main" onClick={onWiden}>{t("filter.all")}</button>}
        <button type="button" class="btn btn-sm" onClick={() => void searchWeb(turn.question)}>
          <Icon name="out" />
          {t("nothing.web")}
        </button>
      </div>
    </div>
  );
}
