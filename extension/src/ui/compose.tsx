import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import { composing } from "./keys.ts";

interface ComposeProps {
  /** Nothing has been asked yet. */
  first: boolean;
  running: boolean;
  initial: string;
  onAsk(question: string): void;
  onStop(): void;
}

/** The field at the foot of a conversation. */
export function Compose({ first, running, initial, onAsk, onStop }: ComposeProps): JSX.Element {
  const [text, setText] = useState(initial);
  const input = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => input.current?.focus(), []);
  const send = () => {
    if (text.trim() === "") return;
    onAsk(text);
    setText("");
  };
  const label = t(first ? "field.label" : "follow.label");
  return (
    <div class="compose">
      <form class="talk-col" onSubmit={(e) => (e.preventDefault(), running && text === "" ? onStop() : send())}>
        <div class="field">
          <input
            type="text" id="q" ref={input} aria-label={label} placeholder={t(first ? "field.placeholder" : "follow.placeholder")}
            autocomplete="off" dir="auto" value={text} onInput={(e) => setText(e.currentTarget.value)}
            onKeyDown={(e) => {
              if (e.key === "Enter" && composing(e)) e.preventDefault();
              if (e.key === "Escape" && running) onStop();
            }}
          />
          <button type="submit" class="send" aria-label={t(running && text === "" ? "field.stop" : "follow.send")}>
            <Icon name={running && text === "" ? "stop" : "up"} />
          </button>
        </div>
        <p class="under">{t("page.local")}</p>
      </form>
    </div>
  );
}
