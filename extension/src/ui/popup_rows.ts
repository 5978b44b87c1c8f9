// How the popup names its rows, for eyes and screen readers alike.
import { t } from "../i18n/t.ts";
import type { Wanted } from "./continue.ts";
import type { RowGroup } from "./results.tsx";
import type { Row, Session } from "./session.ts";

/** The rows of the list under their headings. */
export function groupsOf(session: Session): RowGroup[] {
  const rows = session.rows();
  const turn = session.shown.at(-1)?.turn;
  if (turn) return rows.length === 0 ? [] : [{ label: t(turn.answer?.found === false ? "nothing.near" : "hits.sources"), rows }];
  if (session.result === null) {
    return [
      { label: t("first.try"), rows: rows.filter((r) => r.kind === "ask") },
      { label: t("first.recent"), rows: rows.filter((r) => r.kind === "hit") },
    ].filter((g) => g.rows.length > 0);
  }
  return [{ label: t("hits.count", { n: session.result.total }), rows }];
}

/** Nothing has ever been saved. */
export function isEmpty(session: Session): boolean {
  return session.loaded && session.result === null && session.shown.length === 0 && session.recents.length === 0;
}

/** What Enter does with the selected row. */
export function hintOf(row: Row | undefined, rows: number): "ask" | "open" | undefined {
  if (row) return row.kind === "ask" ? "ask" : "open";
  return rows > 0 ? "open" : undefined;
}

/** The number under which the answer cites a page. */
export function citedBy(session: Session): Map<number, number> {
  const cited = new Map<number, number>();
  for (const c of session.shown.at(-1)?.turn.answer?.citations ?? []) if (!cited.has(c.pageId)) cited.set(c.pageId, c.n);
  return cited;
}

/** What the side panel or the full page is to go on with. */
export function wantedOf(session: Session): Wanted {
  const conversation = session.conversation;
  const question = session.turns[0]?.turn.question ?? session.query.trim();
  return { ...(conversation && { conversation }), ...(question && { question }) };
}
