// Whether a person can see an element of a page. Pages hide text to rank, to
// trick readers of their source, or just for screen readers; none of it is
// what the person saw when they saved the page.
import { backed } from "./backdrop.ts";
import { colour, differ, over, white, type Colour } from "./colour.ts";

/** "gone": nothing in it shows. "veiled": its own text does not, what is inside may. */
export type Look = "shown" | "veiled" | "gone";

/** What an element stands on: handed from an element to those inside. */
export interface Ground {
  /** The colour behind it; undefined when it is not one colour. */
  colour: Colour | undefined;
  /** How far what it is in was scrolled, in all. */
  x: number;
  y: number;
  /** Fixed to the window: nothing scrolls to it. */
  fixed: boolean;
}

/** Placed further out than this on the side where pages grow, it is not meant to be scrolled to. */
const far = 2_000;

/** Looks at elements of one window. */
export class Eye {
  private readonly view: Window;
  private readonly rtl: boolean;

  constructor(view: Window) {
    this.view = view;
    this.rtl = view.getComputedStyle(view.document.documentElement).direction === "rtl";
  }

  /** What a document stands on. */
  ground(): Ground {
    const { scrollX, scrollY } = this.view;
    const scheme = this.view.getComputedStyle(this.view.document.documentElement).colorScheme ?? "";
    const dark = scheme === "dark" || (/\bdark\b/.test(scheme) && this.view.matchMedia("(prefers-color-scheme: dark)").matches);
    return { colour: dark ? [18, 18, 18, 1] : white, x: scrollX, y: scrollY, fixed: false };
  }

  /** How an element shows, and what those inside stand on. */
  at(el: Element, ground: Ground): { look: Look; ground: Ground } {
    const style = this.view.getComputedStyle(el);
    if (style.display === "none" || faint(style) || style.contentVisibility === "hidden") return { look: "gone", ground };
    let inside: Ground = { ...ground, colour: colourBehind(style, ground.colour) };
    // An element without a box of its own is seen through its children.
    if (style.display !== "contents") {
      if (!rendered(el)) return { look: "gone", ground };
      if (style.position === "fixed") inside = { ...inside, x: 0, y: 0, fixed: true };
      if (clipped(style) || this.outside(el, style, inside)) return { look: "gone", ground };
      if (/auto|scroll|hidden/.test(style.overflow)) inside = { ...inside, x: inside.x + el.scrollLeft, y: inside.y + el.scrollTop };
    }
    const hidden = /hidden|collapse/.test(style.visibility) || parseFloat(style.fontSize) < 2 || parseFloat(style.zoom) < 0.1 || unreadable(el, style, inside.colour);
    return { look: hidden ? "veiled" : "shown", ground: inside };
  }

  /** Placed where nobody can scroll to, or cut to nothing by its own box. */
  private outside(el: Element, style: CSSStyleDeclaration, ground: Ground): boolean {
    const { innerWidth, innerHeight } = this.view;
    const box = el.getBoundingClientRect();
    const [left, right, bottom] = [box.left + ground.x, box.right + ground.x, box.bottom + ground.y];
    // A box without size at the very edge may hold what hangs out of it.
    if (bottom < 0 || (bottom === 0 && box.height > 0)) return true;
    if (this.rtl ? left > innerWidth || (left === innerWidth && box.width > 0) : right < 0 || (right === 0 && box.width > 0)) return true;
    if (ground.fixed && box.width > 0 && (box.top >= innerHeight || box.left >= innerWidth || box.right <= 0)) return true;
    const moved = [style.transform, style.translate, style.scale].some((value) => (value || "none") !== "none");
    if (moved && flattened(style)) return true;
    if ((moved || (style.position || "static") !== "static") && (this.rtl ? right < -far : left > innerWidth + far)) return true;
    return /hidden|clip|scroll|auto/.test(style.overflow) && (box.width <= 1 || box.height <= 1);
  }
}

/** checkVisibility also knows of closed details and of ancestors that skip their content. */
function rendered(el: Element): boolean {
  return typeof el.checkVisibility !== "function" || el.checkVisibility();
}

function faint(style: CSSStyleDeclaration): boolean {
  return parseFloat(style.opacity) < 0.05 || /opacity\(0(\.0\d*)?%?\)/.test(style.filter);
}

/** Cut to nothing, or moved out of its own box. */
function clipped(style: CSSStyleDeclaration): boolean {
  if (parseFloat(style.textIndent) <= -500 || parseFloat(style.marginLeft) <= -500) return true;
  if (/^(circle|ellipse)\(0|^inset\([^)]*(50|100)%|^polygon\((0(px|%)?[ ,]*)+\)/.test(style.clipPath)) return true;
  return /^(absolute|fixed)$/.test(style.position) && /^rect\((0(px)?,? ?){4}\)|^rect\(1px,? 1px,? 1px,? 1px\)/.test(style.clip);
}

/** Turned or shrunk until there is no surface. */
function flattened(style: CSSStyleDeclaration): boolean {
  if (/^0(\.0\d*)?( |$)| 0(\.0\d*)?$/.test(style.scale)) return true;
  const m = /^matrix\(([^,]+), ([^,]+), ([^,]+), ([^,]+),/.exec(style.transform)?.slice(1).map(Number);
  if (m) return Math.abs(m[0]! * m[3]! - m[1]! * m[2]!) < 0.003;
  return /^scale[XY]?\(0(\.0\d*)?\b/.test(style.transform);
}

function colourBehind(style: CSSStyleDeclaration, ground: Colour | undefined): Colour | undefined {
  if (style.backgroundImage && style.backgroundImage !== "none") return undefined;
  const own = colour(style.backgroundColor);
  if (!own || own[3] === 0) return ground;
  if (own[3] === 1) return own;
  return ground && over(own, ground);
}

function unreadable(el: Element, style: CSSStyleDeclaration, ground: Colour | undefined): boolean {
  const ink = colour(style.webkitTextFillColor || style.color);
  if (!ink || (style.textShadow && style.textShadow !== "none") || parseFloat(style.webkitTextStrokeWidth) > 0) return false;
  // Text painted with its background shows through transparent ink.
  if (ink[3] < 0.05) return style.backgroundClip !== "text" && style.webkitBackgroundClip !== "text";
  if (!ground || differ(over(ink, ground), ground)) return false;
  return !hasText(el) || !backed(el, ink);
}

/** Only an element with text of its own is worth a second look. */
function hasText(el: Element): boolean {
  for (let child = el.firstChild; child; child = child.nextSibling) if (child.nodeType === 3 && /\S/.test(child.nodeValue ?? "")) return true;
  return false;
}
