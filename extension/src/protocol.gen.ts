// Code generated from host/internal/protocol by extension/types.mjs. DO NOT EDIT.
/* eslint-disable */

/**
 * Range is a half-open range [start, end) of UTF-16 code units.
 *
 * @minItems 2
 * @maxItems 2
 */
export type Range = [number, number];
export type RequestID = string | number;
/**
 * The closed, append-only set of error kinds.
 */
export type ErrorKind =
  | "invalid_params"
  | "not_found"
  | "too_large"
  | "protocol_mismatch"
  | "not_allowed"
  | "busy"
  | "cancelled"
  | "model_missing"
  | "model_failed"
  | "ollama_unreachable"
  | "storage_full"
  | "storage_damaged"
  | "read_only"
  | "internal";

/**
 * AdoptParams moves the bookmarks of one source to another, after a reinstall.
 */
export interface AdoptParams {
  from: number;
  to: number;
}
/**
 * AdoptResult counts the bookmarks that moved.
 */
export interface AdoptResult {
  moved: number;
}
/**
 * Alike is a page that is nearly the same as the one found.
 */
export interface Alike {
  pageId: number;
  url: string;
  title: string;
  site: string;
  folders: string[][];
  addedAt?: string;
}
/**
 * Answer is what ask returns when the last word is there.
 */
export interface Answer {
  answer: string;
  found: boolean;
  citations: Citation[];
  sources: Hit[];
  model?: string;
  used: Used;
  conversationId: string;
  tookMs: number;
  meant?: string;
  filters?: Filter[];
}
/**
 * Citation ties [n] in an answer to words of a stored page.
 */
export interface Citation {
  n: number;
  pageId: number;
  url: string;
  title: string;
  quote: string;
  supported: boolean;
  start: number;
  end: number;
}
/**
 * Hit is one page found.
 */
export interface Hit {
  pageId: number;
  url: string;
  title: string;
  site: string;
  folders: string[][];
  addedAt?: string;
  score: number;
  passage: HitPassage;
  titleHighlights: Range[];
  matched: ("title" | "folder" | "address" | "text" | "meaning")[];
  captured: boolean;
  /**
   * Dead: the page is gone from its site for good; its text is kept.
   */
  dead?: boolean;
  /**
   * Similar counts the near-duplicates folded into this hit; Alike names the
   * first of them.
   */
  similar: number;
  alike?: Alike[];
  explain?: string;
}
/**
 * HitPassage is the part of the page that matched.
 */
export interface HitPassage {
  text: string;
  highlights: Range[];
  truncated?: boolean;
}
/**
 * Used says how many of the passages found went into the answer.
 */
export interface Used {
  passages: number;
  of: number;
}
/**
 * Filter narrows a search.
 */
export interface Filter {
  kind: "time" | "site" | "folder" | "lang" | "type" | "without" | "phrase";
  label: string;
  from?: string;
  to?: string;
  value?: string;
  source: "query" | "user";
}
/**
 * ApplyParams gives the present state of what changed.
 */
export interface ApplyParams {
  sourceId: number;
  nodes: Node[];
  removed: string[];
}
/**
 * Node is one bookmark, or one folder when it has no URL.
 */
export interface Node {
  id: string;
  parentId: string;
  title: string;
  url?: string;
  addedAt?: string;
  position: number;
}
/**
 * ApplyResult counts bookmarks and folders.
 */
export interface ApplyResult {
  added: number;
  updated: number;
  removed: number;
  unchanged: number;
}
/**
 * AskEvent tells how an answer is coming along.
 */
export interface AskEvent {
  requestId: RequestID;
  conversationId: string;
  kind: "sources" | "thinking" | "text" | "notice";
  hits?: Hit[];
  final?: boolean;
  text?: string;
  code?: "loading_model" | "left_out" | "fallback" | "warming";
  message?: string;
  seconds?: number;
}
/**
 * AskParams asks a question, in a conversation where one is named; that stops the question before it there, if it is not answered yet.
 */
export interface AskParams {
  question: string;
  conversationId?: string;
  filters?: Filter[];
  attach?: boolean;
}
/**
 * Bookmark is one bookmark that points at a page.
 */
export interface Bookmark {
  sourceId: number;
  id: string;
  title: string;
  url: string;
  folder: string[];
  addedAt?: string;
}
/**
 * Capture is one attempt to read the text of a page.
 */
export interface Capture {
  pageId: number;
  url: string;
  title: string;
  cause: string;
  detail: string;
  at: string;
  attempts: number;
  nextTry?: string;
  dead: boolean;
  /**
   * OpenOnce: the host cannot read it, but the browser can once the person
   * has it open: it wants a login, a human, or scripts.
   */
  openOnce?: boolean;
  /**
   * Ignored: by the person's word not tried and not listed any more.
   */
  ignored?: boolean;
}
/**
 * CaptureIgnoreParams names a page, or every page that failed for a cause, to be neither tried nor listed any more; Undo takes that back.
 */
export interface CaptureIgnoreParams {
  pageId?: number;
  cause?: string;
  undo?: boolean;
}
/**
 * CaptureIgnoreResult counts the pages that are ignored now, or no more.
 */
export interface CaptureIgnoreResult {
  ignored: number;
}
/**
 * CaptureList is one page of capture attempts.
 */
export interface CaptureList {
  items: Capture[];
  next?: string;
  causes?: CauseCount[];
}
/**
 * CauseCount counts the pages that failed for one cause.
 */
export interface CauseCount {
  cause: string;
  count: number;
}
/**
 * CaptureListParams pages through failed captures, of one cause if named.
 */
export interface CaptureListParams {
  cause?: string;
  ignored?: boolean;
  limit?: number;
  cursor?: string;
}
/**
 * CaptureRetryParams names a page, or every page that failed for a cause.
 */
export interface CaptureRetryParams {
  pageId?: number;
  cause?: string;
}
/**
 * CaptureRetryResult counts the pages that will be tried again.
 */
export interface CaptureRetryResult {
  queued: number;
}
/**
 * Check is one finding of doctor.
 */
export interface Check {
  name: string;
  ok: boolean;
  detail: string;
  fix?: string;
}
/**
 * ChooseParams names the models to use.
 */
export interface ChooseParams {
  embed?: string;
  chat?: string;
  dryRun?: boolean;
}
/**
 * ChosenModels names the models in use; an absent one is chosen by the host.
 */
export interface ChosenModels {
  embed?: string;
  chat?: string;
}
/**
 * Client names the program that speaks.
 */
export interface Client {
  name: string;
  version: string;
}
/**
 * Conversation is one line of the history.
 */
export interface Conversation {
  id: string;
  title: string;
  updatedAt: string;
  turns: number;
}
/**
 * ConversationList is one page of the history, newest first.
 */
export interface ConversationList {
  items: Conversation[];
  next?: string;
}
/**
 * ConversationParams names one conversation, or all of them (delete only).
 */
export interface ConversationParams {
  id?: string;
  all?: boolean;
}
/**
 * ConversationResult is a whole conversation.
 */
export interface ConversationResult {
  id: string;
  turns: Turn[];
}
/**
 * Turn is one question and its answer.
 */
export interface Turn {
  question: string;
  answer: Answer;
  at: string;
  running?: boolean;
}
/**
 * ConversationsDeleted counts what was deleted.
 */
export interface ConversationsDeleted {
  deleted: number;
}
/**
 * Correction says which words were searched instead of those typed.
 */
export interface Correction {
  from: string;
  to: string;
}
/**
 * DataParams names a file that the person chose: an absolute path, which may begin with "~".
 */
export interface DataParams {
  path: string;
  /**
   * DryRun tells what would be written, or what is in the file, and changes
   * nothing (backup and restore only).
   */
  dryRun?: boolean;
}
/**
 * DataResult describes a file written or read.
 */
export interface DataResult {
  path: string;
  bytes: number;
  pages: number;
  /**
   * MadeAt is when a file that is restored was written.
   */
  madeAt?: string;
  /**
   * Kept is where the library was copied before a backup took its place.
   */
  kept?: string;
}
/**
 * DoctorResult lists every check.
 */
export interface DoctorResult {
  checks: Check[];
}
/**
 * Empty is the parameters of a method that takes none.
 */
export interface Empty {}
/**
 * Error is a JSON-RPC error object.
 */
export interface Error {
  code: number;
  message: string;
  data: ErrorData;
}
/**
 * ErrorData is the data member of a JSON-RPC error.
 */
export interface ErrorData {
  kind: ErrorKind;
  /**
   * Hint says what the person can do, in the client's locale.
   */
  hint?: string;
}
/**
 * ForgetParams names exactly one of a page, an address, a site or everything.
 */
export interface ForgetParams {
  pageId?: number;
  url?: string;
  site?: string;
  all?: boolean;
  /**
   * DryRun counts what would go and erases nothing.
   */
  dryRun?: boolean;
}
/**
 * ForgetResult is the receipt: what was erased, or would be.
 */
export interface ForgetResult {
  bookmarks: number;
  pages: number;
  passages: number;
  vectors: number;
  turns: number;
  backups: number;
}
/**
 * HostInfo describes the host program.
 */
export interface HostInfo {
  version: string;
}
/**
 * InitializeParams opens a connection; it is the first call on it.
 */
export interface InitializeParams {
  protocol: number;
  client: Client;
  source: SourceInfo;
  /**
   * Locale is a BCP 47 tag; messages come in English or Simplified Chinese.
   */
  locale: string;
}
/**
 * SourceInfo names the browser profile that bookmarks come from.
 */
export interface SourceInfo {
  browser: string;
  profile: string;
  label?: string;
}
/**
 * InitializeResult answers initialize.
 */
export interface InitializeResult {
  protocol: number;
  host: HostInfo;
  sourceId: number;
  rung: number;
  status: Status;
}
/**
 * Status is the state of the host.
 */
export interface Status {
  rung: number;
  bookmarks: number;
  pages: number;
  captured: number;
  passages: number;
  embedded: number;
  pending: Pending;
  failed: number;
  /**
   * FailedCaptures counts the pages that captures.list lists.
   */
  failedCaptures?: number;
  /**
   * Fetch says what reading pages in the background waits for, while it
   * waits: "offline" for the network, "battery" for the mains.
   */
  fetch?: "offline" | "battery";
  model: ModelStatus;
  ollama: "absent" | "stopped" | "ready";
  etaSeconds?: number;
  paused: boolean;
  dataBytes: number;
  version: string;
}
/**
 * Pending counts pages that wait for work.
 */
export interface Pending {
  capture: number;
  index: number;
  embed: number;
}
/**
 * ModelStatus names the models in use.
 */
export interface ModelStatus {
  embed?: string;
  chat?: string;
  state: "absent" | "ready" | "loading" | "failed";
}
/**
 * InstalledModel is a model that Ollama has.
 */
export interface InstalledModel {
  name: string;
  kind: "embed" | "chat";
  bytes: number;
  dims?: number;
  context?: number;
}
/**
 * ListParams pages through a list.
 */
export interface ListParams {
  limit?: number;
  cursor?: string;
}
/**
 * ModelEvent reports a download, in bytes over all of its files known so far; neither number falls.
 */
export interface ModelEvent {
  name: string;
  phase: "starting" | "downloading" | "verifying" | "done" | "failed" | "cancelled";
  completed: number;
  total: number;
}
/**
 * ModelParams names a model.
 */
export interface ModelParams {
  name: string;
}
/**
 * ModelsChosen answers models.choose.
 */
export interface ModelsChosen {
  reembed: Reembed;
}
/**
 * Reembed is what changing the embedding model costs.
 */
export interface Reembed {
  passages: number;
  seconds: number;
}
/**
 * ModelsList answers models.list.
 */
export interface ModelsList {
  ollama: "absent" | "stopped" | "ready";
  version?: string;
  memoryBytes: number;
  installed: InstalledModel[];
  recommended: RecommendedModel[];
  chosen: ChosenModels;
  /**
   * Pulling are the downloads that go on, whoever began them.
   */
  pulling?: ModelEvent[];
}
/**
 * RecommendedModel is a model worth downloading on this machine.
 */
export interface RecommendedModel {
  name: string;
  kind: "embed" | "chat";
  bytes: number;
  why: string;
}
/**
 * OllamaState answers models.start.
 */
export interface OllamaState {
  ollama: "absent" | "stopped" | "ready";
}
/**
 * OpenedParams names a page found that the person opened.
 */
export interface OpenedParams {
  pageId: number;
}
/**
 * Page is what is known of one address.
 */
export interface Page {
  pageId: number;
  url: string;
  title: string;
  site: string;
  lang?: string;
  captured: boolean;
  capturedAt?: string;
  capturedBy?: string;
  saved: boolean;
  /**
   * Dead: the page is gone from its site for good; its text is kept.
   */
  dead?: boolean;
}
/**
 * PageIndexParams saves the text of a page.
 */
export interface PageIndexParams {
  url: string;
  title: string;
  html?: string;
  text?: string;
  lang?: string;
  capturedBy: "menu" | "bookmark" | "visit" | "import";
  /**
   * Save keeps the page although no bookmark points at it.
   */
  save?: boolean;
  /**
   * Selection: with capturedBy "menu", the text is what the person chose of
   * the page; it stays when the page is read without being asked for.
   */
  selection?: boolean;
}
/**
 * PageIndexResult says what became of the page.
 */
export interface PageIndexResult {
  pageId: number;
  state: "indexed" | "unchanged" | "refused";
  reason?: string;
  passages: number;
}
/**
 * PageParams names a page by id or address.
 */
export interface PageParams {
  pageId?: number;
  url?: string;
  offset?: number;
  length?: number;
}
/**
 * PageResult answers pages.get.
 */
export interface PageResult {
  page: Page;
  bookmarks: Bookmark[];
  text: string;
  textLength: number;
  truncated?: boolean;
  captures: Capture[];
}
/**
 * PullParams names a model to download.
 */
export interface PullParams {
  name: string;
  join?: boolean;
  force?: boolean;
}
/**
 * RelatedParams names a page, saved or not.
 */
export interface RelatedParams {
  url?: string;
  pageId?: number;
  limit?: number;
}
/**
 * RelatedResult lists pages like the one named.
 */
export interface RelatedResult {
  hits: Hit[];
}
/**
 * Rule decides whether pages are read.
 */
export interface Rule {
  action: "allow" | "block";
  site?: string;
  path?: string;
  folder?: string[];
}
/**
 * RulesTestParams is an address to test.
 */
export interface RulesTestParams {
  url: string;
}
/**
 * RulesTestResult says whether a page would be read, and why.
 */
export interface RulesTestResult {
  indexed: boolean;
  because: string;
}
/**
 * SearchParams is one search.
 */
export interface SearchParams {
  query: string;
  limit?: number;
  filters?: Filter[];
  typing?: boolean;
  mode?: "text" | "hybrid";
  explain?: boolean;
}
/**
 * SearchResult answers search.
 */
export interface SearchResult {
  query: string;
  hits: Hit[];
  filters: Filter[];
  corrected?: Correction;
  mode: "titles" | "text" | "hybrid";
  total: number;
  /**
   * Nearest are the pages that come nearest where none is about the
   * question; hits is then empty.
   */
  nearest?: Hit[];
  tookMs: number;
  partial?: "rebuilding" | "embedding" | "model_slow";
}
/**
 * Settings is every setting with its value.
 */
export interface Settings {
  /**
   * OllamaURL is where Ollama answers; empty means OLLAMA_HOST or the default.
   */
  ollamaUrl: string;
  /**
   * OllamaRemote allows an Ollama on another machine: page text then leaves
   * this one.
   */
  ollamaRemote: boolean;
  embedModel: string;
  chatModel: string;
  /**
   * IndexEngine is "scan" or "hnsw".
   */
  indexEngine: "scan" | "hnsw";
  /**
   * Fetch lets the host visit bookmarked pages in the background.
   */
  fetch: boolean;
  /**
   * CaptureVisits lets the extension read bookmarked pages when visited.
   */
  captureVisits: boolean;
  rules: Rule[];
  /**
   * Language of messages: "" follows the client, else "en" or "zh-CN".
   */
  language: "" | "en" | "zh-CN";
}
/**
 * SettingsPatch changes the settings it names and leaves the others.
 */
export interface SettingsPatch {
  ollamaUrl?: string;
  ollamaRemote?: boolean;
  embedModel?: string;
  chatModel?: string;
  indexEngine?: string;
  fetch?: boolean;
  captureVisits?: boolean;
  rules?: Rule[];
  language?: string;
}
/**
 * SiteStorage is what is kept of one site; Bytes is the size of its texts.
 */
export interface SiteStorage {
  site: string;
  pages: number;
  bytes: number;
}
/**
 * Source is a browser profile, or an imported file.
 */
export interface Source {
  sourceId: number;
  browser: string;
  label: string;
  bookmarks: number;
  lastSeen: string;
}
/**
 * SourceList is one page of sources.
 */
export interface SourceList {
  items: Source[];
  next?: string;
}
/**
 * SourceParams names a source.
 */
export interface SourceParams {
  sourceId: number;
}
/**
 * SourceRemoved counts the bookmarks that went with a source.
 */
export interface SourceRemoved {
  removed: number;
}
/**
 * StorageList is one page of the sites, the one with the most text first.
 */
export interface StorageList {
  items: SiteStorage[];
  next?: string;
}
/**
 * SyncParams sends part of a whole bookmark tree.
 */
export interface SyncParams {
  sourceId: number;
  run: string;
  nodes: Node[];
  done: boolean;
  /**
   * Confirm repeats a Done that was answered with NeedsConfirm.
   */
  confirm?: boolean;
}
/**
 * SyncResult counts bookmarks and folders.
 */
export interface SyncResult {
  added: number;
  updated: number;
  removed: number;
  unchanged: number;
  /**
   * NeedsConfirm: the run would remove more than 50 bookmarks and more than
   * a fifth; nothing was removed. WouldRemove says how many.
   */
  needsConfirm?: boolean;
  wouldRemove?: number;
}

/** Every method with its parameters and result. */
export interface Methods {
  "initialize": { params: InitializeParams; result: InitializeResult };
  "bookmarks.sync": { params: SyncParams; result: SyncResult };
  "bookmarks.apply": { params: ApplyParams; result: ApplyResult };
  "sources.list": { params: ListParams; result: SourceList };
  "sources.remove": { params: SourceParams; result: SourceRemoved };
  "sources.adopt": { params: AdoptParams; result: AdoptResult };
  "pages.index": { params: PageIndexParams; result: PageIndexResult };
  "pages.get": { params: PageParams; result: PageResult };
  "pages.related": { params: RelatedParams; result: RelatedResult };
  "pages.opened": { params: OpenedParams; result: Empty };
  "pages.forget": { params: ForgetParams; result: ForgetResult };
  "search": { params: SearchParams; result: SearchResult };
  "ask": { params: AskParams; result: Answer };
  "conversations.list": { params: ListParams; result: ConversationList };
  "conversations.get": { params: ConversationParams; result: ConversationResult };
  "conversations.delete": { params: ConversationParams; result: ConversationsDeleted };
  "status": { params: Empty; result: Status };
  "models.list": { params: Empty; result: ModelsList };
  "models.pull": { params: PullParams; result: ModelParams };
  "models.choose": { params: ChooseParams; result: ModelsChosen };
  "models.start": { params: Empty; result: OllamaState };
  "models.warm": { params: Empty; result: Empty };
  "captures.list": { params: CaptureListParams; result: CaptureList };
  "captures.retry": { params: CaptureRetryParams; result: CaptureRetryResult };
  "captures.ignore": { params: CaptureIgnoreParams; result: CaptureIgnoreResult };
  "work.pause": { params: Empty; result: Status };
  "work.resume": { params: Empty; result: Status };
  "settings.get": { params: Empty; result: Settings };
  "settings.set": { params: SettingsPatch; result: Settings };
  "rules.test": { params: RulesTestParams; result: RulesTestResult };
  "data.export": { params: DataParams; result: DataResult };
  "data.import": { params: DataParams; result: DataResult };
  "data.backup": { params: DataParams; result: DataResult };
  "data.restore": { params: DataParams; result: DataResult };
  "storage.list": { params: ListParams; result: StorageList };
  "doctor": { params: Empty; result: DoctorResult };
}

/** Every notification of the host with what goes with it. */
export interface Events {
  "ask.event": AskEvent;
  "status.event": Status;
  "models.event": ModelEvent;
}

export const hostName = "io.github.aibookmark.host";
export const maxClientFrame = 8388608;
export const maxSyncNodes = 500;
export const protocolVersion = 1;
