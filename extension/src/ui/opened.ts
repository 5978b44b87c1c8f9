// What is opened more comes first among pages that fit equally well. Only the
// companion app on this machine is told.
import type { Host } from "../host/client.ts";
import type { Hit } from "../protocol.gen.ts";

/** Tells the companion app that the person opened a page that was found. */
export function noteOpened(host: Host, hit: Hit): void {
  if (host.state.kind !== "ready" || hit.pageId === 0) return;
  // It only orders equals: nobody needs to hear that it failed.
  void host.call("pages.opened", { pageId: hit.pageId }).catch(() => {});
}
