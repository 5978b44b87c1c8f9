import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { browser, isFirefox } from "../browser.ts";

/**
 * A page's icon from the browser's own store, or the first letter of its site
 * on a tile whose colour follows from the site. Nothing is fetched from the
 * network, and nothing moves: both have the same size.
 */
export function Favicon({ url, site }: { url: string; site: string }): JSX.Element {
  const [src, setSrc] = useState(() => icons.get(site));
  useEffect(() => {
    let here = true;
    setSrc(icons.get(site));
    if (isFirefox || icons.get(site) !== undefined) return undefined;
    // Not while a list flies by: whoever types on does not look at it.
    const timer = setTimeout(() => void find(url, site).then((found) => together(() => here && setSrc(found))), glance);
    return () => {
      here = false;
      clearTimeout(timer);
    };
  }, [site]);
  if (src) return <img class="fav" src={src} alt="" width={16} height={16} />;
  return (
    <span class={`fav fav-${colourOf(site)}`} aria-hidden="true">
      {letterOf(site)}
    </span>
  );
}

/**
 * Milliseconds that a row is there before its icon is looked for: longer than
 * a quick typist takes for a letter, as ten icons take as long as the list.
 */
const glance = 200;
/** Milliseconds within which icons that are found are shown at once, so that the page is laid out once. */
const gather = 40;
let waiting: (() => void)[] = [];

function together(show: () => void): void {
  if (waiting.push(show) > 1) return;
  setTimeout(() => {
    const all = waiting;
    waiting = [];
    for (const fn of all) fn();
  }, gather);
}

/** What is known of sites: the address of an icon, or "" for none. */
const icons = new Map<string, string>();
let unknown: Promise<string> | undefined;

/** Chromium gives a grey globe for sites without an icon: such a picture is none. */
async function find(url: string, site: string): Promise<string> {
  const src = storeAddress(url);
  unknown ??= pixels(storeAddress("https://no-such-site.invalid/"));
  const [mine, none] = await Promise.all([pixels(src), unknown]);
  const found = mine === "" || mine === none ? "" : src;
  icons.set(site, found);
  return found;
}

function storeAddress(url: string): string {
  const src = new URL(browser.runtime.getURL("/_favicon/"));
  src.searchParams.set("pageUrl", url);
  src.searchParams.set("size", "32");
  return src.href;
}

/** The pixels of a picture of our own origin as text; "" when there is none. */
async function pixels(src: string): Promise<string> {
  const image = new Image();
  image.src = src;
  try {
    await image.decode();
  } catch {
    return "";
  }
  const context = new OffscreenCanvas(16, 16).getContext("2d")!;
  context.drawImage(image, 0, 0, 16, 16);
  return context.getImageData(0, 0, 16, 16).data.join();
}

function letterOf(site: string): string {
  // "en.wikipedia.org" is known as Wikipedia.
  const [first = "", ...rest] = site.split(".");
  const name = rest.length > 1 && first.length <= 3 ? rest.join(".") : site;
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0] ?? "?";
  return letter.toUpperCase();
}

function colourOf(site: string): number {
  let sum = 0;
  for (let i = 0; i < site.length; i++) sum = (sum * 31 + site.charCodeAt(i)) >>> 0;
  return sum % 6;
}
