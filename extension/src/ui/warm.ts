// A person who looks may ask in a moment: the models are brought into memory
// meanwhile, so that the answer need not wait for them.
import type { Host } from "../host/client.ts";

/** Asks for it when the app is there, and whenever the page gets the focus. The app does it at most a few times a minute, and only where there is room. */
export function warmWhileLooking(host: Host): void {
  let ready = false;
  const warm = () => {
    // An older app does not know how, which does no harm.
    if (ready) void host.call("models.warm", {}).catch(() => undefined);
  };
  host.onState((state) => {
    const before = ready;
    ready = state.kind === "ready";
    if (ready && !before && document.hasFocus()) warm();
  });
  addEventListener("focus", warm);
}
