import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t, type MessageKey } from "../i18n/t.ts";
import type { Hit } from "../protocol.gen.ts";
import { Icon, type IconName } from "./icons.tsx";
import { commandKey } from "./keys.ts";
import { folderOf, openFolder, openPage } from "./open.ts";
import type { OpenTabs } from "./open_tabs.ts";

interface MenuProps {
  hit: Hit;
  /** What it belongs to, in pixels from the top of the window: a row, or the pointer. */
  at: { top: number; bottom: number };
  tabs: OpenTabs;
  /** Forgetting needs the companion app. */
  onForget?: () => void;
  /** The page was opened. */
  onOpened(): void;
  /** Shows or hides the pages that are nearly the same, where there are any. */
  onUnfold?: () => void;
  onClose(): void;
}

/** A menu keeps this far from the edges of the window. */
const margin = 8;

/** Where a menu begins: below what it belongs to, above it where there is no room, always inside. */
export function menuTop(at: { top: number; bottom: number }, height: number, room: number): number {
  const below = at.bottom + height + margin <= room;
  return Math.max(margin, Math.min(below ? at.bottom : at.top - height, room - height - margin));
}

interface Item {
  icon: IconName;
  key: MessageKey;
  /** The keys that do the same from the list. */
  keys?: string[];
  act(): void;
  danger?: boolean;
}

/** What can be done with a page. Focus moves in; Esc returns it. */
export function RowMenu({ hit, at, tabs, onForget, onOpened, onUnfold, onClose }: MenuProps): JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(at.bottom);
  const [copied, setCopied] = useState(false);
  useLayoutEffect(() => box.current?.querySelector("button")?.focus({ preventScroll: true }), []);
  useLayoutEffect(() => setTop(menuTop(at, box.current!.offsetHeight, window.innerHeight)));
  const [folder, setFolder] = useState<string>();
  useEffect(() => void folderOf(hit.url).then(setFolder), [hit.url]);
  const go = (act: () => unknown) => () => (act(), onClose());
  const opens = (act: () => unknown) => go(() => (onOpened(), act()));
  const copy = () => void navigator.clipboard.writeText(hit.url).then(() => (setCopied(true), setTimeout(onClose, 600)));
  const open = tabs.has(hit.url);
  const groups: Item[][] = [
    [
      { icon: "out", key: "act.newtab", keys: open ? [] : ["↵"], act: opens(() => openPage(hit.url, "tab")) },
      { icon: "enter", key: "act.here", keys: ["Shift", "↵"], act: opens(() => openPage(hit.url, "here")) },
      { icon: "stack", key: "act.background", keys: [commandKey, "↵"], act: opens(() => openPage(hit.url, "background")) },
    ],
    [{ icon: copied ? "check" : "copy", key: copied ? "act.copied" : "act.copy", act: copy }],
  ];
  if (open) groups[0]!.unshift({ icon: "tab", key: "act.switch", keys: ["↵"], act: opens(() => tabs.show(hit.url).then(() => window.close())) });
  if (onUnfold) groups[1]!.push({ icon: "stack", key: "act.similar", act: go(onUnfold) });
  if (folder) groups[1]!.push({ icon: "folder", key: "act.folder", act: go(() => openFolder(folder)) });
  if (!tabs.allowed) groups[1]!.push({ icon: "tab", key: "act.tabs", act: () => void tabs.ask().then(onClose) });
  if (onForget) groups.push([{ icon: "trash", key: "act.forget", danger: true, act: onForget }]);
  return (
    <div
      class="menu" role="menu" ref={box} aria-label={t("hits.more")} style={{ top: `${top}px` }}
      onKeyDown={(e) => (e.key === "Escape" || e.key === "Tab" ? (e.preventDefault(), e.stopPropagation(), onClose()) : walk(e, box.current!))}
    >
      {groups.map((items, i) => (
        <>
          {i > 0 && <hr />}
          {items.map((it) => (
            <button type="button" role="menuitem" class={it.danger ? "danger" : ""} onClick={it.act}>
              <Icon name={it.icon} />
              <span>{t(it.key)}</span>
              {it.keys?.map((k) => <kbd aria-hidden="true">{k}</kbd>)}
            </button>
          ))}
        </>
      ))}
    </div>
  );
}

/** Arrows go round the menu. */
function walk(e: KeyboardEvent, box: HTMLElement): void {
  if (!["ArrowDown", "ArrowUp", "Home", "End"].includes(e.key)) return;
  e.preventDefault();
  const all = [...box.querySelectorAll<HTMLElement>("[role=menuitem]")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[e.key as "Home"];
  all[to % all.length]?.focus();
}
