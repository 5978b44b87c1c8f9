// A worker that an event has started gets that event only through listeners
// that exist when its first turn ends.
import assert from "node:assert/strict";
import test from "node:test";

const registered: string[] = [];
const connects: string[] = [];

/** A browser in which every event can be listened to, and no promise is ever kept. */
function anything(path: string): unknown {
  const call = (...args: unknown[]) => {
    if (path.endsWith(".addListener")) registered.push(path.replace(/\.addListener$/, ""));
    if (path.endsWith("connectNative")) connects.push(String(args[0]));
    return new Promise(() => {});
  };
  return new Proxy(call, { get: (_target, name) => (name === "then" ? undefined : anything(path ? `${path}.${String(name)}` : String(name))) });
}
Object.assign(globalThis, { browser: anything("") });

test("every listener is there before anything is waited for", async () => {
  await import("../entrypoints/background.ts");
  assert.deepEqual([...new Set(registered)].sort(), [
    "alarms.onAlarm",
    "bookmarks.onChanged", "bookmarks.onChildrenReordered", "bookmarks.onCreated", "bookmarks.onImportBegan", "bookmarks.onImportEnded",
    "bookmarks.onMoved", "bookmarks.onRemoved",
    "contextMenus.onClicked",
    "omnibox.onInputChanged", "omnibox.onInputEntered", "omnibox.onInputStarted",
    "permissions.onAdded", "permissions.onRemoved",
    "runtime.onConnect", "runtime.onInstalled", "runtime.onStartup",
    "tabs.onUpdated",
  ]);
  assert.deepEqual(connects, [], "and the app is not called before it is known whether it was given up");
});
