// How much is kept of each site, the largest first.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { number, size, t } from "../i18n/t.ts";
import type { StorageList } from "../protocol.gen.ts";

const atFirst = 8;
const more = 50;

export function SiteStorage({ host, turn }: { host: Host; turn: string }): JSX.Element | null {
  const [list, setList] = useState<StorageList>();
  useEffect(() => {
    let current = true;
    host.call("storage.list", { limit: atFirst }).then((l) => current && setList(l), () => current && setList(undefined));
    return () => void (current = false);
  }, [turn]);
  if (!list || list.items.length === 0) return null;
  const next = list.next;
  const goOn = () => void host.call("storage.list", { limit: more, cursor: next! }).then(
    (l) => setList({ ...l, items: [...list.items, ...l.items] }), () => setList({ items: list.items }));
  return (
    <div class="table-wrap" tabIndex={0} role="region" aria-label={t("o.store.sites")}>
      <table class="table">
        <thead><tr><th scope="col">{t("o.store.site")}</th><th scope="col" class="end">{t("o.prog.pages")}</th><th scope="col" class="end">{t("o.store.text")}</th></tr></thead>
        <tbody>
          {list.items.map(({ site, pages, bytes }) => (
            <tr key={site}><th scope="row" dir="auto">{site}</th><td class="end">{number(pages)}</td><td class="end">{bytes > 0 ? size(bytes) : "–"}</td></tr>
          ))}
        </tbody>
      </table>
      {next && <button type="button" class="link" onClick={goOn}>{t("o.store.more")}</button>}
    </div>
  );
}
