// The address bar: `ai` and a question. The first row asks; then the five pages
// that the popup shows first. Never a model while typing.
import { browser, isFirefox, openable } from "../browser.ts";
import type { Hit, HitPassage, Range, SearchResult } from "../protocol.gen.ts";
import { folderName } from "../bookmarks/folder.ts";

/** Chromium shows at most five suggestions besides the first row; where fewer pages are found, the way to the web is one. */
const mostPages = 5;
/** Besides the matched words of a passage, so much of what stands around them. */
const before = 20;
const after = 50;
/** What Enter on the row "Search the web" carries; typed text never starts like this. */
const webPrefix = "web-search:";

type Row = { content: string; description: string };

export interface OmniboxOptions {
  /** Somebody begins to type: a reason to look for the companion app. */
  begin(): void;
  /** Searches without any model. */
  search(text: string, signal: AbortSignal): Promise<SearchResult>;
  /** Calls fn after a pause. */
  after(fn: () => void, ms: number): void;
  text: { ask(question: string): string; web(question: string): string; hint: string };
}

/** A pause this long in typing is worth a search. */
const debounce = 40;

/** Registers the listeners; call it in the first turn of the background. */
export function listenToOmnibox(o: OmniboxOptions): void {
  let typing = new AbortController();
  const next = () => {
    typing.abort();
    typing = new AbortController();
    return typing.signal;
  };
  const first = (text: string) => browser.omnibox.setDefaultSuggestion({ description: plain(text.trim() ? o.text.ask(text) : o.text.hint) });
  browser.omnibox.onInputStarted.addListener(() => {
    first("");
    o.begin();
  });
  browser.omnibox.onInputChanged.addListener((text, suggest) => {
    const signal = next();
    first(text);
    if (!text.trim()) return suggest([]);
    o.after(() => {
      if (!signal.aborted) void rows(text, o, signal).then((found) => signal.aborted || suggest(found));
    }, debounce);
  });
  browser.omnibox.onInputEntered.addListener((text, disposition) => {
    next();
    void enter(text, disposition);
  });
}

/** The pages found, and the way out to the web. */
async function rows(text: string, o: OmniboxOptions, signal: AbortSignal): Promise<Row[]> {
  const web = { content: webPrefix + text, description: plain(o.text.web(text)) };
  try {
    const { hits } = await o.search(text, signal);
    return [...hits.filter((h) => openable(h.url)).slice(0, mostPages).map((h) => suggestion(h)), web];
  } catch {
    return [web]; // a newer keystroke is on its way, or nothing can be searched
  }
}

async function enter(text: string, disposition: string): Promise<void> {
  if (text.startsWith(webPrefix)) {
    const where = disposition === "currentTab" ? "CURRENT_TAB" : "NEW_TAB";
    await browser.search.query({ text: text.slice(webPrefix.length), disposition: where });
    return;
  }
  const question = text.trim();
  const url = openable(question) ? question : browser.runtime.getURL(question ? `page.html?q=${encodeURIComponent(question)}` : "page.html");
  if (disposition === "currentTab") await browser.tabs.update({ url });
  else await browser.tabs.create({ url, active: disposition === "newForegroundTab" });
}

/** A page as a suggestion: with markup for Chromium, without for Firefox, which would show it. */
export function suggestion(h: Hit, markup = !isFirefox): Row {
  const folder = folderName(h.folders[0] ?? []);
  const said = around(h);
  if (!markup) return { content: h.url, description: [h.title || h.url, folder, h.site, said.text].filter(Boolean).join(" — ") };
  const dim = (xml: string) => xml && `<dim> · ${xml}</dim>`;
  const site = h.site && `<dim> · </dim><url>${escapeXml(h.site)}</url>`;
  return { content: h.url, description: marked(h.title || h.url, h.titleHighlights) + dim(escapeXml(folder)) + site + dim(marked(said.text, said.highlights)) };
}

/** Where the title does not tell why a page was found: the words of it that do. */
function around({ passage: { text, highlights }, titleHighlights }: Hit): HitPassage {
  const [first] = highlights;
  if (titleHighlights.length > 0 || !first) return { text: "", highlights: [] };
  const from = text.lastIndexOf(" ", first[0] - before) + 1 || Math.max(0, first[0] - before);
  const to = first[1] + after;
  const lead = from > 0 ? "…" : "";
  return {
    text: `${lead}${text.slice(from, to).toWellFormed()}`,
    highlights: highlights.filter((h) => h[0] >= from && h[1] <= to).map(([a, b]): Range => [a - from + lead.length, b - from + lead.length]),
  };
}

/** Text with the matched words marked, as Chromium's omnibox markup. */
function marked(text: string, highlights: readonly Range[]): string {
  let out = "";
  let at = 0;
  for (const [from, to] of highlights) {
    if (from < at || to <= from || to > text.length) continue;
    out += `${escapeXml(text.slice(at, from))}<match>${escapeXml(text.slice(from, to))}</match>`;
    at = to;
  }
  return out + escapeXml(text.slice(at));
}

/** Text without markup: escaped for Chromium, as it is for Firefox. */
function plain(text: string): string {
  return isFirefox ? text : escapeXml(text);
}

/**
 * Escapes text for Chromium's omnibox, which reads suggestions as XML: one
 * that is not well-formed drops all of them. Control characters and lone
 * surrogates have no place in XML at all.
 */
export function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\u0000-\u001f\u007f\ufffe\uffff]/g, " ")
    .replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
