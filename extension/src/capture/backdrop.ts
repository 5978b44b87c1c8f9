// What lies behind text without being its parent: the picture or the coloured
// layer that a heading was placed on. Without it, white text on a photograph
// would pass for white text on a white page.
import { colour, differ, over, white, type Colour } from "./colour.ts";

/** How far up layers are looked for, and how many at each step. */
const steps = 4;
const mostLayers = 12;

/** Whether something stands behind an element on which its ink shows. */
export function backed(el: Element, ink: Colour): boolean {
  const view = el.ownerDocument.defaultView!;
  const box = el.getBoundingClientRect();
  const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
  const below = (other: Element) => {
    const b = other.getBoundingClientRect();
    return b.left <= x && x <= b.right && b.top <= y && y <= b.bottom;
  };
  let inner = el;
  for (let i = 0; i < steps && inner.parentElement; i++) {
    const around = inner.parentElement;
    for (const pseudo of ["::before", "::after"]) {
      const style = view.getComputedStyle(around, pseudo);
      if ((style.content || "none") !== "none" && carries(style, ink)) return true;
    }
    for (const layer of Array.from(around.children).slice(0, mostLayers)) {
      if (layer === inner || !below(layer)) continue;
      const picture = picturesIn(layer).some(below);
      const style = view.getComputedStyle(layer);
      if (style.display !== "none" && style.visibility !== "hidden" && (picture || carries(style, ink))) return true;
    }
    inner = around;
  }
  return false;
}

function picturesIn(el: Element): Element[] {
  const pictures = "img,video,canvas,svg";
  return el.matches(pictures) ? [el] : Array.from(el.querySelectorAll(pictures)).slice(0, mostLayers);
}

/** Whether ink shows on the background of this style. */
function carries(style: CSSStyleDeclaration, ink: Colour): boolean {
  if (style.backgroundImage && style.backgroundImage !== "none") return true;
  const own = colour(style.backgroundColor);
  return own !== undefined && own[3] > 0 && differ(over(own, white), over(ink, white));
}
