// The browser's extension interface under one name. Chromium has it as
// `chrome` (and since lately as `browser`), Firefox as `browser`; both return
// promises in Manifest V3. What only one of them has is asked for, never
// guessed from the name.

declare const __FIREFOX__: boolean;

const global = globalThis as { browser?: typeof chrome; chrome?: typeof chrome };

/** The WebExtensions interface. Tests put a fake in `globalThis.browser`. */
export const browser: typeof chrome = (global.browser ?? global.chrome) as typeof chrome;

/** Built for Firefox, where the omnibox has no markup and there is no favicon store. */
export const isFirefox = typeof __FIREFOX__ !== "undefined" && __FIREFOX__;

/** Only addresses of pages may be opened: never javascript:, data: or file:. */
export function openable(url: string): boolean {
  return /^https?:\/\//i.test(url);
}
