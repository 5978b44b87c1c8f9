import type { JSX } from "preact";
import { t, type MessageKey } from "../i18n/t.ts";
import { Icon, Mark, type IconName } from "./icons.tsx";
import { openOwn } from "./open.ts";

interface SideHeadProps {
  /** The earlier questions are shown in place of the conversation. */
  earlier: boolean;
  onFresh(): void;
  onEarlier(): void;
  /** Goes on in a tab of its own; undefined where this is one. */
  onWide: (() => void) | undefined;
}

/** The head of the page where it is narrow: what the rail holds when there is room for it. */
export function SideHead({ earlier, onFresh, onEarlier, onWide }: SideHeadProps): JSX.Element {
  const button = (icon: IconName, label: MessageKey, act: () => void, more: JSX.HTMLAttributes<HTMLButtonElement> = {}) => (
    <button type="button" class="icon-btn" aria-label={t(label)} title={t(label)} onClick={act} {...more}><Icon name={icon} /></button>
  );
  return (
    <header class="side-head">
      <div class="brand"><Mark />{t("app.name")}</div>
      {button("plus", "page.new", onFresh)}
      {button("clock", "page.history", onEarlier, { "aria-expanded": earlier, "aria-controls": "earlier" })}
      {onWide && button("out", "page.open", onWide)}
      {button("gear", "options.open", () => void openOwn("options.html"))}
    </header>
  );
}
