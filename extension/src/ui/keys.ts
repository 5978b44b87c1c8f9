// What keys do in the popup, as a pure function of the key: easy to test, and
// the same wherever the field has the focus.

export type KeyAction =
  | { do: "move"; to: "up" | "down" | "first" | "last" }
  | { do: "pick"; where: "tab" | "background" | "here" }
  | { do: "ask" } | { do: "menu" } | { do: "escape" } | { do: "help" } | { do: "continue" };

export interface KeyPress {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  keyCode: number;
  /** Milliseconds on the clock of events. */
  timeStamp: number;
}

/** An Enter this soon after a composition ended is the one that ended it; nobody types two in that time. */
const justEnded = 50;
let ended = -Infinity;

/**
 * Notes when input methods finish, for `composing`. Some end the composition
 * before the keydown that ended it, which then looks like any other Enter.
 */
export function watchComposition(target: EventTarget): void {
  target.addEventListener("compositionend", (e) => (ended = e.timeStamp), { capture: true });
}

/**
 * Whether a key belongs to an input method: the Enter that confirms a Chinese
 * candidate must not ask. 229 is the code of keys that an input method took.
 */
export function composing(e: KeyPress): boolean {
  return e.isComposing || e.keyCode === 229 || (e.key === "Enter" && e.timeStamp - ended < justEnded);
}

/** The action of a key, undefined for what the field does itself. */
export function actionOf(e: KeyPress, field: { empty: boolean }): KeyAction | undefined {
  if (composing(e)) return undefined;
  const command = e.ctrlKey || e.metaKey;
  switch (e.key) {
    case "ArrowDown": return { do: "move", to: "down" };
    case "ArrowUp": return { do: "move", to: "up" };
    // With Shift they select text, as everywhere.
    case "Home": return e.shiftKey ? undefined : { do: "move", to: "first" };
    case "End": return e.shiftKey ? undefined : { do: "move", to: "last" };
    case "Enter":
      if (command && e.shiftKey) return { do: "continue" };
      if (e.altKey) return { do: "ask" };
      return { do: "pick", where: command ? "background" : e.shiftKey ? "here" : "tab" };
    case "Escape": return { do: "escape" };
    case ".": return command ? { do: "menu" } : undefined;
    case "ContextMenu": return { do: "menu" };
    case "?": return field.empty ? { do: "help" } : undefined;
  }
  return undefined;
}

/** The sign of the key that macOS has for Ctrl. */
export const commandKey = /mac/i.test(globalThis.navigator?.platform ?? "") ? "⌘" : "Ctrl";
