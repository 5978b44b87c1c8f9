// Whether a person can see an element of a page. Pages hide text to rank, to
// trick readers of their source, or just for screen readers; none of it is
// what the person saw when they saved the page.

/** "gone": nothing in it shows. "veiled": its own text does not, what is inside may. */
export type Look = "shown" | "veiled" | "gone";

/** Text that differs less from its ground cannot be read (sum over red, green, blue). */
const leastContrast = 12;
/** Placed further right than this beyond the window, it is not meant to be scrolled to. */
const farRight = 2_000;

/** Looks at elements of one window. */
export class Eye {
  private readonly view: Window;

  constructor(view: Window) {
    this.view = view;
  }

  /** How an element shows, and the colour behind its text given what is behind the element. */
  at(el: Element, ground: string): { look: Look; ground: string } {
    const style = this.view.getComputedStyle(el);
    if (style.display === "none" || parseFloat(style.opacity) < 0.05 || style.contentVisibility === "hidden") return { look: "gone", ground };
    // An element without a box of its own is seen through its children.
    if (style.display !== "contents" && !rendered(el)) return { look: "gone", ground };
    if (style.display !== "contents" && this.outside(el, style)) return { look: "gone", ground };
    const behind = groundOf(style, ground);
    const hidden = style.visibility === "hidden" || style.visibility === "collapse" || parseFloat(style.fontSize) < 2 || unreadable(style, behind);
    return { look: hidden ? "veiled" : "shown", ground: behind };
  }

  /** Placed where nobody can scroll to, or clipped to nothing. */
  private outside(el: Element, style: CSSStyleDeclaration): boolean {
    if (parseFloat(style.textIndent) <= -500 || parseFloat(style.marginLeft) <= -500) return true;
    if (/^(circle|ellipse)\(0|^inset\((50|100)%/.test(style.clipPath)) return true;
    const placed = style.position === "absolute" || style.position === "fixed";
    if (placed && /^rect\((0(px)?,? ?){4}\)|^rect\(1px,? 1px,? 1px,? 1px\)/.test(style.clip)) return true;
    const moved = (style.transform || "none") !== "none" || style.position === "relative";
    const clips = /hidden|clip|scroll|auto/.test(style.overflow);
    if (!placed && !moved && !clips) return false;
    const box = el.getBoundingClientRect();
    const { scrollX, scrollY, innerWidth } = this.view;
    if (placed || moved) {
      const right = box.right + scrollX;
      const bottom = box.bottom + scrollY;
      // A box without size at the very edge may hold what hangs out of it.
      if (right < 0 || (right === 0 && box.width > 0) || bottom < 0 || (bottom === 0 && box.height > 0)) return true;
      if (box.left + scrollX > innerWidth + farRight) return true;
      if ((style.transform || "none") !== "none" && box.width === 0 && box.height === 0) return true;
    }
    return clips && (box.width <= 1 || box.height <= 1);
  }
}

/** checkVisibility also knows of closed details and of ancestors that skip their content. */
function rendered(el: Element): boolean {
  return typeof el.checkVisibility !== "function" || el.checkVisibility();
}

/** The colour behind an element's text; "" when it is not one colour. */
function groundOf(style: CSSStyleDeclaration, ground: string): string {
  if (style.backgroundImage && style.backgroundImage !== "none") return "";
  const own = colour(style.backgroundColor);
  if (!own || own[3] === 0) return ground;
  return own[3] === 1 ? style.backgroundColor : "";
}

function unreadable(style: CSSStyleDeclaration, ground: string): boolean {
  const ink = colour(style.color);
  if (!ink) return false;
  // Text painted with its background shows through transparent ink.
  if (ink[3] < 0.05) return style.backgroundClip !== "text";
  const behind = colour(ground);
  if (!behind) return false;
  return Math.abs(ink[0] - behind[0]) + Math.abs(ink[1] - behind[1]) + Math.abs(ink[2] - behind[2]) < leastContrast;
}

type Colour = [red: number, green: number, blue: number, alpha: number];
/** A page has few colours and many elements. */
const colours = new Map<string, Colour | undefined>();

/** Red, green, blue and alpha of a computed colour; undefined for other colour spaces. */
function colour(text: string): Colour | undefined {
  if (!colours.has(text)) {
    const m = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
    colours.set(text, m ? [Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4] ?? 1)] : undefined);
  }
  return colours.get(text);
}
