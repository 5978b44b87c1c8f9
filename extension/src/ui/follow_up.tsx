import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import { composing } from "./keys.ts";

/** The field under an answer that asks on in the same conversation. */
export function FollowUp({ onAsk }: { onAsk(question: string): void }): JSX.Element {
  const [text, setText] = useState("");
  const send = () => {
    if (text.trim() === "") return;
    onAsk(text);
    setText("");
  };
  return (
    <form class="ask-more" onSubmit={(e) => (e.preventDefault(), send())}>
      <div class="field">
        <Icon name="ask" />
        <input
          type="text" aria-label={t("follow.label")} placeholder={t("follow.placeholder")} autocomplete="off" dir="auto" value={text}
          onInput={(e) => setText(e.currentTarget.value)}
          // The Enter that confirms a candidate of an input method must not submit.
          onKeyDown={(e) => e.key === "Enter" && composing(e) && e.preventDefault()}
        />
        <button type="submit" class={`send${text.trim() ? " ready" : ""}`} aria-label={t("follow.send")} title={t("follow.send")}>
          <Icon name="up" />
        </button>
      </div>
    </form>
  );
}
