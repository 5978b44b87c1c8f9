// A question that must be answered before anything else: the browser's own
// modal dialog, which keeps the focus inside and the page behind it still.
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

export interface DialogProps {
  title: string;
  children: ComponentChildren;
  /** Escape, or whatever else means "leave it as it is". */
  onClose(): void;
  /** Changes when the dialog shows something else: the focus goes to its beginning again. */
  turn?: string;
}

/** Focus starts on the element with `data-first`, the harmless one, and goes back to where it was. */
export function Dialog({ title, children, onClose, turn }: DialogProps): JSX.Element {
  const box = useRef<HTMLDialogElement>(null);
  // Before anything is painted: what is on the screen has the focus already.
  useLayoutEffect(() => {
    const before = document.activeElement;
    const dialog = box.current!;
    dialog.showModal();
    return () => {
      dialog.close(); // what is behind an open one cannot take the focus
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  useLayoutEffect(() => box.current?.querySelector<HTMLElement>("[data-first]")?.focus(), [turn]);
  return (
    <dialog class="dialog" role="alertdialog" aria-labelledby="dialog-title" ref={box} onCancel={(e) => (e.preventDefault(), onClose())}>
      <h2 id="dialog-title" dir="auto">{title}</h2>
      {children}
    </dialog>
  );
}

/** Counts and facts, one line each. */
export function Receipt({ lines }: { lines: [label: string, value: string][] }): JSX.Element {
  return <dl class="receipt">{lines.map(([label, value]) => <><dt>{label}</dt><dd dir="auto">{value}</dd></>)}</dl>;
}
