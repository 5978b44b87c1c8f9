// The popup's page: wires the host, the session and the screen together.
import { render } from "preact";
import { browser } from "../browser.ts";
import { takeOutcome, type Outcome } from "../capture/outcome.ts";
import { connectHost } from "../host/client.ts";
import { locale, t } from "../i18n/t.ts";
import { localIndex, watchTree } from "../search/local_source.ts";
import { preparePanel } from "../ui/continue.ts";
import { eachFrame } from "../ui/frame.ts";
import { watchComposition } from "../ui/keys.ts";
import { OpenTabs } from "../ui/open_tabs.ts";
import { Popup } from "../ui/popup.tsx";
import { newestPages, Session } from "../ui/session.ts";
import { warmWhileLooking } from "../ui/warm.ts";

document.documentElement.lang = locale;
document.title = t("app.name");
watchTree();
watchComposition(document);

const host = connectHost();
// Asked for before it is known whether there is a companion app: with the
// answer to that comes the first list.
const newest = host.call("search", newestPages);
newest.catch(() => undefined); // there is no app
const day = () => new Date().toDateString();
let appLater = false;
let outcome: Outcome | undefined;
const tabs = new OpenTabs();

const session = new Session({
  host,
  local: {
    search: async (query) => (await localIndex()).search(query),
    recent: async (limit) => (await localIndex()).recent(limit),
  },
  changed: () => draw(),
  after: (fn, ms) => void setTimeout(fn, ms),
  remember: (query) => void browser.storage.session?.set({ query }),
  rememberTalk: (talk) => void browser.storage.session?.set({ talk }),
});

let listed = false;
const paint = () => {
  listed = session.loaded;
  render(
    <Popup
      host={host} session={session} tabs={tabs} appLater={appLater} outcome={outcome}
      onAppLater={() => {
        appLater = true;
        void browser.storage.local.set({ appLater: day() });
        draw();
      }}
    />,
    document.body,
  );
};
const draw = eachFrame(paint, () => {
  if (listed && performance.getEntriesByName("first list").length === 0) performance.mark("first list");
});
// The field is there, and focused, with the window.
paint();
performance.mark("field");
warmWhileLooking(host);
preparePanel();
void tabs.look().then(draw);

/** Whether there is a companion app is known in a moment; longer than this nobody waits for pages to choose from. */
const decideIn = 200;
let ready = false;
let begun = false;
const decided = new Promise<void>((resolve) => {
  setTimeout(resolve, decideIn);
  host.onState((state) => {
    draw();
    if (state.kind !== "connecting") resolve();
    if (begun && state.kind === "ready" && !ready && !session.asking) void catchUp();
    ready = state.kind === "ready";
  });
});
host.onStatus(() => draw());
void takeOutcome().then((taken) => {
  outcome = taken;
  draw();
});

void browser.storage.local.get("appLater").then((stored) => {
  appLater = stored["appLater"] === day();
  draw();
});
/** An answer is there again, or goes on, when the popup is opened within this time. */
const freshFor = 15 * 60_000;
/** The conversation that the popup was closed over, until it is shown. */
let talk: { id: string; query: string } | undefined;
async function resumed(): Promise<boolean> {
  if (!talk || host.state.kind !== "ready") return false;
  const { id, query } = talk;
  talk = undefined;
  return session.resume(id, query, Date.now() - freshFor);
}
/** Once there is a host: what was found by titles alone is looked for again, and the answer is there again. */
async function catchUp(): Promise<void> {
  if (await resumed()) return;
  if (session.query) await session.search();
  await session.first();
}

// The last question is there again, selected, so that typing replaces it, and
// so is its answer.
async function again(stored: Record<string, unknown> | undefined): Promise<void> {
  const text = (key: string) => (typeof stored?.[key] === "string" ? stored[key] : "");
  const query = text("query");
  // What was typed before the companion app was known has been looked for by titles alone.
  if (session.query !== "") return void (session.rung0 || session.search());
  if (text("talk") !== "") talk = { id: text("talk"), query };
  if (await resumed()) return;
  if (query === "" || session.query !== "") return;
  // At once and not when the pages are found: by then the person may have typed
  // over it, and would have it all selected again.
  const field = document.getElementById("q") as HTMLInputElement | null;
  if (field) field.value = query;
  field?.select();
  void session.type(query);
}

void Promise.all([browser.storage.session?.get(["query", "talk"]), decided]).then(async ([stored]) => {
  begun = true;
  // Before the newest pages, which are not to be seen for a moment where
  // something else is to come.
  await again(stored);
  await session.first(newest);
});
