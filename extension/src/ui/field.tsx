import type { JSX, RefObject } from "preact";
import { useEffect, useLayoutEffect } from "preact/hooks";
import { t } from "../i18n/t.ts";
import { Icon } from "./icons.tsx";
import type { Session } from "./session.ts";

export interface FieldProps {
  input: RefObject<HTMLInputElement>;
  session: Session;
  /** How many rows the list has. */
  rows: number;
  onKey(e: KeyboardEvent): void;
}

/** The field: a combobox over the list of results, focused from the start. */
export function Field({ input, session, rows, onKey }: FieldProps): JSX.Element {
  useEffect(() => {
    const take = () => {
      if (document.activeElement !== null && document.activeElement !== document.body) return;
      input.current?.focus();
      input.current?.select();
    };
    take();
    // Firefox builds the popup out of sight and drops the focus when it moves
    // the page into the panel; the window then gains the focus without it.
    window.addEventListener("focus", take);
    return () => window.removeEventListener("focus", take);
  }, []);
  const running = session.asking?.running ?? false;
  // Once it is asked, a long question is read from its beginning.
  useLayoutEffect(() => {
    if (session.asking && input.current) input.current.scrollLeft = 0;
  }, [session.asking]);
  const selected = session.selected >= 0 && session.selected < rows ? `o${session.selected}` : undefined;
  return (
    <form class="field" role="search" onSubmit={(e) => e.preventDefault()}>
      <Icon name="search" large />
      <input
        id="q" type="text" role="combobox" ref={input} value={session.query}
        aria-label={t("field.label")} aria-expanded={rows > 0} aria-controls="hits" aria-autocomplete="list" aria-activedescendant={selected}
        autocomplete="off" spellcheck={false} enterkeyhint="go" dir="auto" placeholder={t("field.placeholder")}
        onInput={(e) => void session.type(e.currentTarget.value)} onKeyDown={onKey}
      />
      {running && (
        <button type="button" class="btn btn-sm btn-quiet" onClick={() => session.stop()}>
          <Icon name="stop" />
          {t("field.stop")}
        </button>
      )}
      {!running && session.query !== "" && (
        <button
          type="button" class="icon-btn" aria-label={t("field.clear")} title={t("field.clear")}
          onClick={() => (void session.type(""), input.current?.focus())}
        >
          <Icon name="x" />
        </button>
      )}
    </form>
  );
}
