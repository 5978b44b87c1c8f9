// The icons: 16 x 16, drawn with a 1.5 px line in the colour of the text. A
// string is the outline of a path, a pair another shape with its attributes.
import { h, type JSX } from "preact";

type Shape = string | [string, Record<string, string>];

const shapes = {
  ask: ["M13.5 7.4c0 2.6-2.46 4.6-5.5 4.6-.7 0-1.37-.1-1.99-.3L3 13l.66-2.45C2.95 9.73 2.5 8.64 2.5 7.4 2.5 4.8 4.96 2.75 8 2.75s5.5 2.05 5.5 4.65Z", "M6.1 6.25h3.8M6.1 8.75h2.3"],
  bookmark: ["M4.25 3.75c0-.7.55-1.25 1.25-1.25h5c.7 0 1.25.55 1.25 1.25v9.75L8 10.75 4.25 13.5V3.75Z"],
  check: ["m3.5 8.5 3 3 6-6.75"],
  checkc: [["circle", {"cx": "8", "cy": "8", "r": "5.5"}], "m5.75 8.25 1.6 1.6 3-3.35"],
  chev: ["m4.5 6.25 3.5 3.5 3.5-3.5"],
  clock: [["circle", {"cx": "8", "cy": "8", "r": "5.5"}], "M8 5v3.25l2 1.25"],
  copy: [["rect", {"x": "5.5", "y": "5.5", "width": "7.5", "height": "7.5", "rx": "1.25"}], "M10.5 5.25v-1c0-.7-.55-1.25-1.25-1.25h-5C3.55 3 3 3.55 3 4.25v5c0 .7.55 1.25 1.25 1.25h1"],
  dots: [["path", {"d": "M3.75 8h.01M8 8h.01M12.25 8h.01", "stroke-width": "2"}]],
  down: ["M8 2.75v7m-3-2.75 3 3 3-3M3 13h10"],
  enter: ["M13 3.5v3.75a1.5 1.5 0 0 1-1.5 1.5H3m2.75-2.75L3 8.75l2.75 2.75"],
  folder: ["M2.5 5c0-.7.55-1.25 1.25-1.25h2.4l1.6 1.75h4.5c.7 0 1.25.55 1.25 1.25v4.5c0 .7-.55 1.25-1.25 1.25h-8.5c-.7 0-1.25-.55-1.25-1.25V5Z"],
  fwd: ["m6.25 4.5 3.5 3.5-3.5 3.5"],
  gear: ["M3 5h5.25M11.75 5H13M3 11h1.25M7.75 11H13", ["circle", {"cx": "10", "cy": "5", "r": "1.75"}], ["circle", {"cx": "6", "cy": "11", "r": "1.75"}]],
  globe: [["circle", {"cx": "8", "cy": "8", "r": "5.5"}], "M2.6 8h10.8M8 2.5c1.6 1.5 2.4 3.4 2.4 5.5S9.6 12 8 13.5C6.4 12 5.6 10.1 5.6 8S6.4 4 8 2.5Z"],
  help: [["circle", {"cx": "8", "cy": "8", "r": "5.5"}], "M6.4 6.5a1.6 1.6 0 1 1 2.4 1.4c-.5.3-.8.6-.8 1.1", "M8 11.1v.05"],
  info: [["circle", {"cx": "8", "cy": "8", "r": "5.5"}], "M8 7.5v3.25M8 5.4v.05"],
  laptop: [["rect", {"x": "3.5", "y": "3.5", "width": "9", "height": "6.5", "rx": "1"}], "M2 12.5h12"],
  left: ["m9.75 4.5-3.5 3.5 3.5 3.5"],
  link: ["M6.75 9.25a2.4 2.4 0 0 0 3.4 0l2.1-2.1a2.4 2.4 0 0 0-3.4-3.4l-.6.6", "M9.25 6.75a2.4 2.4 0 0 0-3.4 0l-2.1 2.1a2.4 2.4 0 0 0 3.4 3.4l.6-.6"],
  lock: [["rect", {"x": "3.5", "y": "7", "width": "9", "height": "6", "rx": "1.25"}], "M5.5 7V5.25a2.5 2.5 0 0 1 5 0V7"],
  meaning: ["M2.5 6.25c1.4-1.6 2.9-1.6 5.5 0s4.1 1.6 5.5 0M2.5 10.25c1.4-1.6 2.9-1.6 5.5 0s4.1 1.6 5.5 0"],
  out: ["M9.25 3h3.75v3.75M12.75 3.25 7.5 8.5M11.5 9.5v2.25c0 .7-.55 1.25-1.25 1.25h-6c-.7 0-1.25-.55-1.25-1.25v-6c0-.7.55-1.25 1.25-1.25H6.5"],
  page: ["M4.25 2.5h5l2.5 2.5v7.25c0 .7-.55 1.25-1.25 1.25h-6.25c-.7 0-1.25-.55-1.25-1.25v-8.5c0-.7.55-1.25 1.25-1.25Z", "M5.5 7.25h4M5.5 9.75h4"],
  panel: [["rect", {"x": "2.5", "y": "3", "width": "11", "height": "10", "rx": "1.5"}], "M9.75 3v10"],
  pause: ["M6 4v8M10 4v8"],
  person: [["circle", {"cx": "8", "cy": "5.5", "r": "2.5"}], "M3.25 13c.5-2.4 2.4-3.75 4.75-3.75S12.25 10.6 12.75 13"],
  play: ["M5.5 3.75v8.5L12 8 5.5 3.75Z"],
  plus: ["M8 3.25v9.5M3.25 8h9.5"],
  quest: ["M5.5 6a2.5 2.5 0 1 1 3.8 2.1C8.5 8.6 8 9.1 8 10", "M8 12.6v.05"],
  quote: ["M6.75 5.25C4.9 5.6 3.75 6.9 3.75 9v1.75h3V8H5M12.5 5.25C10.65 5.6 9.5 6.9 9.5 9v1.75h3V8h-1.75"],
  refresh: ["M12.75 6.5A5 5 0 0 0 3.6 5.6M3.25 9.5a5 5 0 0 0 9.15.9M12.9 3.25V6.5H9.65M3.1 12.75V9.5h3.25"],
  search: [["circle", {"cx": "7", "cy": "7", "r": "4.25"}], "m10.25 10.25 3.25 3.25"],
  stack: ["m8 2.75 5.5 2.75L8 8.25 2.5 5.5 8 2.75ZM2.75 8.5 8 11.1l5.25-2.6M2.75 11.25 8 13.85l5.25-2.6"],
  stop: [["rect", {"x": "4.5", "y": "4.5", "width": "7", "height": "7", "rx": "1"}]],
  tab: [["rect", {"x": "2.5", "y": "3.25", "width": "11", "height": "9.5", "rx": "1.25"}], "M2.75 6.5h10.5M7 3.5v3"],
  title: ["M3.5 5.25V3.5h9v1.75M8 3.5v9m-1.75 0h3.5"],
  trash: ["M3 4.5h10M6.25 4.25V3h3.5v1.25M4.25 4.5l.5 7.4c.04.62.55 1.1 1.17 1.1h4.16c.62 0 1.13-.48 1.17-1.1l.5-7.4"],
  up: ["M8 13V3.5M4.25 7.25 8 3.5l3.75 3.75"],
  warn: ["M8 3 2.75 12.5h10.5L8 3Z", "M8 6.75v2.5M8 11v.05"],
  x: ["m4.25 4.25 7.5 7.5m0-7.5-7.5 7.5"],
} satisfies Record<string, Shape[]>;

export type IconName = keyof typeof shapes;

/** An icon. It says nothing to screen readers; its neighbour or label does. */
export function Icon({ name, large, class: more }: { name: IconName; large?: boolean; class?: string }): JSX.Element {
  return (
    <svg class={`i i-${name}${large ? " i-20" : ""}${more ? ` ${more}` : ""}`} viewBox="0 0 16 16" aria-hidden="true">
      {(shapes[name] as Shape[]).map((s) => (typeof s === "string" ? <path d={s} /> : h(s[0], s[1])))}
    </svg>
  );
}

/** The sign of the product. */
export function Mark(): JSX.Element {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path
        fill="#127f64"
        d="M7 2h18a3 3 0 0 1 3 3v24.2a1 1 0 0 1-1.6.8L16 22.6 5.6 30a1 1 0 0 1-1.6-.8V5a3 3 0 0 1 3-3Z"
      />
      <rect fill="#8fcab8" x="9" y="7" width="9" height="2.5" rx="1.25" />
      <rect fill="#ffdd66" x="9" y="12" width="14" height="4.5" rx="1.5" />
    </svg>
  );
}
