// Runs in the page before its scripts: a browser and a background for the
// real page to talk to. What they say is the scenario that shoot.mjs sets.
(() => {
  const { scenario } = globalThis.dev;
  const calls = (globalThis.dev.calls = []);

  const event = () => {
    const listeners = [];
    return { addListener: (fn) => listeners.push(fn), removeListener: () => {}, fire: (...args) => listeners.forEach((fn) => fn(...args)) };
  };
  const area = (data = {}) => ({
    get: async (keys) => structuredClone(keys === undefined ? data : Object.fromEntries([keys].flat().filter((key) => key in data).map((key) => [key, data[key]]))),
    set: async (more) => void Object.assign(data, more),
    remove: async (key) => void delete data[key],
    onChanged: event(),
  });
  const note = (name) => async (...args) => void calls.push([name, ...args]);

  const ports = new Set();
  const said = () => ({ type: "state", state: scenario.state, status: scenario.status, confirmation: scenario.confirmation ?? null });
  // A test changes the scenario and tells the page.
  globalThis.dev.say = (message = said()) => ports.forEach((port) => port.onMessage.fire(structuredClone(message)));

  function connect() {
    const port = { onMessage: event(), onDisconnect: event(), postMessage: (m) => setTimeout(() => receive(port, m)) };
    ports.add(port);
    setTimeout(() => port.onMessage.fire(said()));
    return port;
  }

  function receive(port, m) {
    const say = (message) => port.onMessage.fire(structuredClone(message));
    calls.push([m.type, m.method, m.params]);
    if (m.type === "confirm") {
      scenario.confirmation = null;
      say(said());
    }
    if (m.type !== "call") return;
    if (m.method === "ask") return void answer(m, say);
    if (m.method === "work.pause" || m.method === "work.resume") {
      scenario.status.paused = m.method === "work.pause";
      say({ type: "status", status: scenario.status });
      return say({ type: "result", id: m.id, result: scenario.status });
    }
    const result = m.method === "search" ? search(m.params) : m.method === "settings.set" ? Object.assign(scenario.results["settings.get"], m.params) : answerTo(m);
    if (result === "never") return;
    if (result) say({ type: "result", id: m.id, result });
    else say({ type: "error", id: m.id, error: { kind: "not_found", message: "Not there.", hint: "" } });
  }

  // Some answers differ when nothing is to be done yet, or the second time.
  const answerTo = ({ method, params }) => scenario.results?.[params?.dryRun ? `${method} dry` : params?.ignored ? `${method} ignored` : params?.cursor ? `${method} next` : method] ?? scenario.results?.[method];

  // What is found for the whole question, where it differs from what is found at every key.
  const search = ({ query, filters, typing }) => {
    const found = (typing ? undefined : scenario.deep) ?? scenario.search?.[query] ?? scenario.search?.["*"];
    return found && { query, ...found, ...(filters ? { filters } : {}) };
  };

  let asked = 0;
  async function answer(m, say) {
    const turn = scenario.asks[Math.min(asked++, scenario.asks.length - 1)];
    for (const { wait = 0, ...event } of turn.events) {
      if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
      say({ type: "event", id: m.id, event: { requestId: m.id, conversationId: "c", ...event } });
    }
    if (turn.error) say({ type: "error", id: m.id, error: turn.error });
    if (turn.answer) say({ type: "result", id: m.id, result: turn.answer });
  }

  globalThis.browser = {
    runtime: { id: "dev", connect, getManifest: () => ({ version: "1.0.0" }), getURL: (path) => new URL(path, location.origin).href },
    bookmarks: {
      getTree: async () => structuredClone(scenario.tree ?? [{ id: "0", title: "", children: [] }]),
      search: async () => (scenario.bookmarked === false ? [] : [{ id: "b1", parentId: "1" }]),
      onCreated: event(), onChanged: event(), onMoved: event(), onRemoved: event(),
    },
    storage: { local: area(scenario.local), session: area(scenario.session) },
    tabs: {
      create: note("tabs.create"), update: note("tabs.update"), query: async () => structuredClone(scenario.tabs ?? []), onActivated: event(), onUpdated: event(),
      getCurrent: async () => ({ id: 1 }), remove: note("tabs.remove"),
    },
    windows: { getCurrent: async () => ({ id: 1 }), update: note("windows.update") },
    sidePanel: { open: note("sidePanel.open") },
    search: { query: note("search.query") },
    // Two things are asked for: to read pages, and to see open tabs.
    permissions: {
      contains: async ({ origins }) => Boolean(origins ? scenario.granted : scenario.tabs),
      request: async ({ origins }) => (origins ? (scenario.granted = scenario.grants ?? true) : Boolean((scenario.tabs = scenario.tabsThen ?? []))),
      remove: async ({ origins }) => ((origins ? (scenario.granted = false) : (scenario.tabs = undefined)), true),
      onAdded: event(), onRemoved: event(),
    },
    commands: { getAll: async () => [{ name: "_execute_action", shortcut: "Alt+Shift+K" }] },
  };
})();
