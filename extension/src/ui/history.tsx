import type { JSX } from "preact";
import { t, type MessageKey } from "../i18n/t.ts";
import type { Conversation } from "../protocol.gen.ts";
import { Icon } from "./icons.tsx";

interface HistoryProps {
  items: Conversation[];
  current: string;
  onOpen(id: string): void;
  onDelete(id: string): void;
}

const oneDay = 86_400_000;

/** Earlier questions by age. */
export function History({ items, current, onOpen, onDelete }: HistoryProps): JSX.Element {
  const groups: [MessageKey, Conversation[]][] = [["page.today", []], ["page.week", []], ["page.older", []]];
  const midnight = new Date().setHours(0, 0, 0, 0);
  for (const item of items) {
    const at = Date.parse(item.updatedAt);
    groups[at >= midnight ? 0 : at >= midnight - 6 * oneDay ? 1 : 2]![1].push(item);
  }
  return (
    <>
      {groups.filter(([, list]) => list.length > 0).map(([title, list]) => (
        <div class="rail-list">
          <span class="label">{t(title)}</span>
          {list.map((c) => (
            <div class="rail-row">
              <button type="button" class="rail-item" aria-current={c.id === current ? "true" : undefined} onClick={() => onOpen(c.id)}>
                <span class="clip" dir="auto">{c.title}</span>
              </button>
              <button type="button" class="icon-btn" aria-label={t("page.delete")} title={t("page.delete")} onClick={() => onDelete(c.id)}>
                <Icon name="trash" />
              </button>
            </div>
          ))}
        </div>
      ))}
    </>
  );
}
