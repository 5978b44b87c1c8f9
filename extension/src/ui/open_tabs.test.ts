import assert from "node:assert/strict";
import test from "node:test";

/** The tabs of a browser; addresses only where the permission is given. */
function stand(granted: boolean) {
  const calls: [string, ...unknown[]][] = [];
  const tabs = [{ id: 7, windowId: 2, url: "https://tea.example/green#top" }, { id: 8, windowId: 2, url: "https://app.example/#/mail" }, { id: 9, windowId: 3 }];
  const gone = new Set<number>();
  const fake = {
    permissions: { contains: async () => granted, request: async () => (granted = true) },
    tabs: {
      query: async () => structuredClone(tabs),
      update: async (id: number, props: object) => {
        if (gone.has(id)) throw new Error("No tab with id");
        calls.push(["tabs.update", id, props]);
      },
      create: async (props: object) => void calls.push(["tabs.create", props]),
    },
    windows: { update: async (id: number, props: object) => void calls.push(["windows.update", id, props]) },
  };
  (globalThis as { browser?: unknown }).browser = fake;
  return { calls, gone };
}

stand(true);
const { OpenTabs } = await import("./open_tabs.ts");
const { browser } = await import("../browser.ts");

/** Puts another stand-in behind the interface that was imported. */
function use(granted: boolean) {
  const made = stand(granted);
  Object.assign(browser, (globalThis as { browser?: object }).browser);
  return { ...made, tabs: new OpenTabs() };
}

test("a page that is open is switched to, wherever in it the tab is", async () => {
  const { tabs, calls } = use(true);
  await tabs.look();
  assert.ok(tabs.has("https://tea.example/green"));
  assert.ok(tabs.has("https://tea.example/green#brewing"));
  await tabs.open("https://tea.example/green", "tab");
  assert.deepEqual(calls, [["tabs.update", 7, { active: true }], ["windows.update", 2, { focused: true }]]);
});

test("an address that routes by its fragment is another page", async () => {
  const { tabs } = use(true);
  await tabs.look();
  assert.ok(tabs.has("https://app.example/#/mail"));
  assert.ok(!tabs.has("https://app.example/#/calendar"));
});

test("without the permission no address is known, and pages open in new tabs", async () => {
  const { tabs, calls } = use(false);
  await tabs.look();
  assert.ok(!tabs.allowed && !tabs.has("https://tea.example/green"));
  await tabs.open("https://tea.example/green", "tab");
  assert.deepEqual(calls, [["tabs.create", { url: "https://tea.example/green", active: true }]]);
  assert.ok(await tabs.ask());
  assert.ok(tabs.has("https://tea.example/green"));
});

test("a tab that was closed meanwhile is opened anew; the background opens a new one anyway", async () => {
  const { tabs, calls, gone } = use(true);
  await tabs.look();
  gone.add(7);
  await tabs.open("https://tea.example/green", "tab");
  await tabs.open("https://app.example/#/mail", "background");
  assert.deepEqual(calls, [["tabs.create", { url: "https://tea.example/green", active: true }], ["tabs.create", { url: "https://app.example/#/mail", active: false }]]);
});
