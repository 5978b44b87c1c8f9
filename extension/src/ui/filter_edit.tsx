// A filter opened for changing: its fields, under the chips.
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, type MessageKey } from "../i18n/t.ts";
import type { Filter } from "../protocol.gen.ts";
import { changed, draftOf, languageName, languages, pageTypes, type Draft } from "./filter_change.ts";
import { composing } from "./keys.ts";
import { keepInside } from "./sheets.tsx";

interface FilterEditProps {
  filter: Filter;
  /** Gets what the fields say; undefined takes the filter away. */
  onDone(filter: Filter | undefined): void;
  onClose(): void;
}

const names: Record<Exclude<Filter["kind"], "time">, MessageKey> = {
  site: "filter.site", folder: "why.folder", lang: "filter.lang", type: "filter.type", without: "filter.without", phrase: "filter.phrase",
};

export function FilterEdit({ filter, onDone, onClose }: FilterEditProps): JSX.Element {
  const [draft, setDraft] = useState(() => draftOf(filter));
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("input, select")?.focus(), []);
  const set = (part: Partial<Draft>) => setDraft((d) => ({ ...d, ...part }));
  return (
    <div
      class="menu" role="dialog" aria-label={t("filter.edit", { label: filter.label })} ref={box}
      onKeyDown={(e) => {
        if (e.key === "Escape") (e.preventDefault(), e.stopPropagation(), onClose());
        if (e.key === "Enter" && composing(e)) e.preventDefault();
        if (e.key === "Tab") keepInside(e, box.current!);
      }}
    >
      <form class="filter-edit" onSubmit={(e) => (e.preventDefault(), onDone(changed(filter, draft)))}>
        {filter.kind === "time" ? (
          <div class="filter-days">
            <label>{t("filter.from")}<input class="text-in" type="date" value={draft.from} onInput={(e) => set({ from: e.currentTarget.value })} /></label>
            <label>{t("filter.until")}<input class="text-in" type="date" value={draft.until} onInput={(e) => set({ until: e.currentTarget.value })} /></label>
          </div>
        ) : (
          <label>{t(names[filter.kind])}<Value filter={filter} value={draft.value} onValue={(value) => set({ value })} /></label>
        )}
        <div class="btn-line">
          <button type="button" class="btn btn-sm btn-quiet" onClick={() => onDone(undefined)}>{t("filter.drop")}</button>
          <button type="submit" class="btn btn-sm btn-main">{t("filter.apply")}</button>
        </div>
      </form>
    </div>
  );
}

function Value({ filter, value, onValue }: { filter: Filter; value: string; onValue(value: string): void }): JSX.Element {
  const of = (pairs: [string, string][]) => (
    <select class="sel" value={value} onChange={(e) => onValue(e.currentTarget.value)}>
      {pairs.map(([v, label]) => <option value={v} selected={v === value}>{label}</option>)}
    </select>
  );
  if (filter.kind === "lang") return of([...new Set([value, ...languages])].filter(Boolean).map((tag) => [tag, languageName(tag)]));
  if (filter.kind === "type") return of(pageTypes.map((p) => [p.value, t(p.label)]));
  return <input class="text-in" type="text" dir="auto" autocomplete="off" spellcheck={false} value={value} onInput={(e) => onValue(e.currentTarget.value)} />;
}
