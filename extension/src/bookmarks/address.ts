// When two addresses are the same page. The companion app decides it by the
// same rules (library.PageKey there); the tests of both compare.

/**
 * Query parameters that never choose a page; those ending in "_" begin one.
 * The companion app has the same list, and says where it is from.
 */
export const tracking = [
  "utm_", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "fbclid", "msclkid", "mc_cid", "mc_eid",
  "_hsenc", "_hsmi", "mtm_", "pk_campaign", "pk_kwd", "yclid", "ttclid", "igshid", "igsh", "twclid",
  "_ga", "_gl", "spm", "spm_id_from", "share_source", "share_medium", "share_plat", "vd_source", "from_spmid",
];

/** What bookmarks of one page have in common; undefined for what is no page. */
export function pageKey(address: string): string | undefined {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    return undefined;
  }
  const host = url.host.replace(/\.+(?=:\d+$|$)/, "");
  if (!/^https?:$/.test(url.protocol) || host === "") return undefined;
  const query = url.search.slice(1).split("&").filter((part) => part !== "" && !isTracking(part.split("=", 1)[0]!.toLowerCase())).join("&");
  const route = /^#[!/]/.test(url.hash) ? url.hash : "";
  return `${url.protocol}//${host}${url.pathname}${query ? `?${query}` : ""}${route}`;
}

function isTracking(name: string): boolean {
  return tracking.some((known) => (known.endsWith("_") ? name.startsWith(known) : name === known));
}
