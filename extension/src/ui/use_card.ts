// The one open quote card of an answer: opened by hovering for a moment, by
// focus or by a press; kept while the pointer is on it; closed by Esc.
import type { RefObject } from "preact";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Citation } from "../protocol.gen.ts";
import type { CardPlace } from "./quote_card.tsx";

const hoverDelay = 150;
/** About the height of a card: less room than this below the chip sends it above. */
const cardHeight = 170;

interface Span {
  top: number;
  bottom: number;
}

/** Whether a card goes above its chip: only where it fits there alone. Below, one can scroll to what does not fit. */
export function isAbove(chip: Span, room: Span): boolean {
  const below = room.bottom - chip.bottom;
  return below < cardHeight && chip.top - room.top >= cardHeight;
}

/** What a chip tells the card. */
export interface CardControl {
  open: number | undefined;
  hover(key: number, citation: Citation, chip: HTMLElement): void;
  leave(): void;
  press(key: number, citation: Citation, chip: HTMLElement): void;
}

export interface Card extends CardControl {
  place: CardPlace | undefined;
  stay(): void;
}

/** The card of the answer in box. */
export function useCard(box: RefObject<HTMLElement>): Card {
  /** pressed: opened by a press, which the next one takes back. */
  const [place, setPlace] = useState<CardPlace & { pressed: boolean }>();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const isPressed = (key: number) => place?.key === key && place.pressed;
  const show = (key: number, citation: Citation, chip: HTMLElement, pressed: boolean) => {
    const at = chip.getBoundingClientRect();
    const top = box.current!.getBoundingClientRect().top;
    const room = chip.closest(".scroll, .talk-scroll")?.getBoundingClientRect() ?? document.documentElement.getBoundingClientRect();
    setPlace({ key, citation, chipTop: at.top - top, chipBottom: at.bottom - top, above: isAbove(at, room), pressed });
  };
  const later = (act: () => void) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(act, hoverDelay);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  // Before the card is painted: the Esc of whoever is quick is for the card, too.
  useLayoutEffect(() => {
    if (!place) return;
    // Before anything else hears of it: Esc closes the card first.
    const close = (e: KeyboardEvent) => {
      if (e.key !== "Escape") return;
      clearTimeout(timer.current);
      e.preventDefault();
      e.stopImmediatePropagation();
      setPlace(undefined);
    };
    document.addEventListener("keydown", close, { capture: true });
    return () => document.removeEventListener("keydown", close, { capture: true });
  }, [place]);
  return {
    place,
    open: place?.key,
    hover: (key, citation, chip) => later(() => show(key, citation, chip, isPressed(key))),
    leave: () => later(() => setPlace(undefined)),
    stay: () => clearTimeout(timer.current),
    press: (key, citation, chip) => {
      clearTimeout(timer.current);
      // Who presses a chip whose card has come by hovering wants to have it, not to lose it.
      if (isPressed(key)) setPlace(undefined);
      else show(key, citation, chip, true);
    },
  };
}
