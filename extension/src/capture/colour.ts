// Colours as computed styles give them, for telling whether ink shows on its
// ground.

export type Colour = readonly [red: number, green: number, blue: number, alpha: number];

/** Text that differs less from its ground cannot be read (sum over red, green, blue). */
const leastContrast = 12;
export const white: Colour = [255, 255, 255, 1];

/** A page has few colours and many elements. */
const known = new Map<string, Colour | undefined>();
const mostKnown = 5_000;

/** Red, green, blue and alpha of a computed colour; undefined where the browser has no such numbers. */
export function colour(text: string): Colour | undefined {
  if (!known.has(text)) {
    if (known.size > mostKnown) known.clear();
    const m = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
    known.set(text, m ? [Number(m[1]), Number(m[2]), Number(m[3]), Number(m[4] ?? 1)] : painted(text));
  }
  return known.get(text);
}

/** Other colour spaces, through a canvas. */
function painted(text: string): Colour | undefined {
  if (typeof OffscreenCanvas === "undefined" || !/^[a-z]+\(/.test(text)) return undefined;
  const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  if (!context) return undefined;
  context.fillStyle = text;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!, alpha! / 255];
}

/** A colour laid over another. */
export function over(top: Colour, below: Colour): Colour {
  const mix = (i: 0 | 1 | 2) => top[i] * top[3] + below[i] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

/** Whether two opaque colours can be told apart. */
export function differ(a: Colour, b: Colour): boolean {
  return Math.abs(a[0] - b[0]) + Math.abs(a[1] - b[1]) + Math.abs(a[2] - b[2]) >= leastContrast;
}
