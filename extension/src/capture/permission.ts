// The optional permission to read pages by ourselves: pages just bookmarked,
// and bookmarked pages when they are visited. The person gives it, and takes
// it back, in pages of ours or in the browser's own settings.
import { browser } from "../browser.ts";

/** What the manifests declare as optional. */
const everySite = { origins: ["https://*/*", "http://*/*"] };

/** Whether pages of every site may be read. */
export function granted(): Promise<boolean> {
  return browser.permissions.contains(everySite);
}

/**
 * Asks the person. Call it in the very turn of a click or key press, or the
 * browser refuses. @returns whether it is given now
 */
export function request(): Promise<boolean> {
  return browser.permissions.request(everySite);
}

/** Gives it back. @returns whether it is gone now */
export async function remove(): Promise<boolean> {
  await browser.permissions.remove(everySite);
  return !(await granted());
}

/** Whether one page may be read: people can also allow single sites. */
export async function grantedFor(address: string): Promise<boolean> {
  try {
    const { protocol, hostname } = new URL(address);
    // Firefox knows no ports in patterns, and needs none.
    return await browser.permissions.contains({ origins: [`${protocol}//${hostname}/*`] });
  } catch {
    return false; // no address that a permission could name
  }
}

/** Tells fn of each change, wherever it was made, until the returned function is called. */
export function onChange(fn: (granted: boolean) => void): () => void {
  const changed = () => void granted().then(fn);
  browser.permissions.onAdded.addListener(changed);
  browser.permissions.onRemoved.addListener(changed);
  return () => {
    browser.permissions.onAdded.removeListener(changed);
    browser.permissions.onRemoved.removeListener(changed);
  };
}
