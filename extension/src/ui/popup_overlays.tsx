// What opens over the popup: the menu of a row, forgetting, the two sheets.
import type { JSX } from "preact";
import { openable } from "../browser.ts";
import type { Host } from "../host/client.ts";
import type { Hit } from "../protocol.gen.ts";
import { ForgetPage } from "./forget_page.tsx";
import { RowMenu } from "./menu.tsx";
import { openOwn } from "./open.ts";
import { noteOpened } from "./opened.ts";
import type { OpenTabs } from "./open_tabs.ts";
import { KeysSheet, LadderSheet } from "./sheets.tsx";

export type Overlay =
  | { kind: "menu"; hit: Hit; at: { top: number; bottom: number } }
  | { kind: "forget"; hit: Hit }
  | { kind: "ladder" } | { kind: "keys" };

interface OverlayProps {
  overlay: Overlay;
  host: Host;
  tabs: OpenTabs;
  onOpen(overlay: Overlay): void;
  /** A page is no longer in the library. */
  onForgotten(): void;
  /** Shows or hides the pages that are nearly the same as one. */
  onUnfold(hit: Hit): void;
  onClose(): void;
}

export function OverlayView({ overlay, host, tabs, onOpen, onForgotten, onUnfold, onClose }: OverlayProps): JSX.Element | null {
  const ready = host.state.kind === "ready";
  if (overlay.kind === "keys") return <KeysSheet onClose={onClose} />;
  if (overlay.kind === "ladder") return <LadderSheet host={host} onClose={onClose} onWelcome={() => void openOwn("welcome.html")} />;
  if (overlay.kind === "forget") return <ForgetPage host={host} hit={overlay.hit} onForgotten={onForgotten} onClose={onClose} />;
  if (!openable(overlay.hit.url)) return null;
  const forget = () => onOpen({ kind: "forget", hit: overlay.hit });
  const { hit } = overlay;
  return (
    <RowMenu
      hit={hit} at={overlay.at} tabs={tabs} onClose={onClose} onForget={ready ? forget : undefined}
      onOpened={() => noteOpened(host, hit)} onUnfold={hit.similar > 0 ? () => onUnfold(hit) : undefined}
    />
  );
}
