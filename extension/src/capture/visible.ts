// A copy of what a person sees on a page, as HTML: no scripts, styles, form
// fields or hidden nodes, nothing placed outside the document. Text below the
// fold belongs. Runs inside pages, so it uses nothing but the DOM; it builds
// text and never parses any. It works in slices, and lets the page do its own
// work between them.
import { isSecret, paysIn, secretsIn, wrapsPage } from "./fields.ts";
import { Eye, type Ground } from "./look.ts";

/** What is sent of a page. */
export interface VisibleCopy {
  url: string;
  title: string;
  lang: string;
  /** The HTML in pieces, so that no step with it takes long. */
  parts: string[];
  /** The page had more than fits. */
  truncated: boolean;
}

export interface CopyOptions {
  /** Copies nothing of a page that shows a field for a password or a card. */
  stopAtSecrets?: boolean;
  /** Copies only what is in it. */
  within?: Range;
  /** Lets the page work; called whenever a slice has taken its time. */
  pause?: () => Promise<void>;
}

/** Never text of the page. */
const left = new Set([
  "SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "OBJECT", "EMBED", "CANVAS", "SVG", "VIDEO", "AUDIO", "MAP", "DIALOG",
  "IMG", "PICTURE", "INPUT", "TEXTAREA", "SELECT", "OPTION", "BUTTON", "DATALIST", "LINK", "META", "HEAD", "WBR", "COL", "BASE",
]);
/** Attributes that help to tell text from furniture; no addresses, no handlers. */
const kept = ["id", "class", "role", "lang", "datetime", "itemprop"];
/** Copying stops here, in bytes of UTF-8. */
const mostBytes = 4 << 20;
/** Deeper than any parser nests; only scripts build such trees. */
const deepest = 1_000;
/** A piece, in UTF-16 units: a few milliseconds to hand over. */
const partLength = 128 << 10;
/** A slice, in milliseconds: below a frame, so that nobody sees the page stop. */
const slice = 8;
/** Nodes between two looks at the clock. */
const stride = 16;

/** Copies the visible part of a document; undefined when that was to stop at secrets, and there are any. */
export async function visibleCopy(doc: Document, o: CopyOptions = {}): Promise<VisibleCopy | undefined> {
  const view = doc.defaultView!;
  const copier = new Copier(view, o.within);
  let started = performance.now();
  while (copier.step(stride)) {
    if (o.stopAtSecrets && copier.secret) return undefined;
    if (performance.now() - started < slice) continue;
    await (o.pause ?? nextTask)();
    started = performance.now();
  }
  if (o.stopAtSecrets && copier.secret) return undefined;
  const lang = (doc.documentElement.lang || "").slice(0, 100).toWellFormed();
  const title = doc.title.slice(0, 2_000).toWellFormed();
  const facts = o.within ? "" : meta(doc);
  const head = `<!doctype html><html lang="${escape(lang)}"><head><title>${escape(title)}</title>${facts}</head><body>`;
  const [first = "", ...others] = copier.end("</body></html>");
  return { url: view.location.href, title, lang, parts: [head + first, ...others], truncated: copier.full };
}

/** A turn of the page's own work. */
function nextTask(): Promise<void> {
  const { scheduler } = globalThis as { scheduler?: { postTask(fn: () => void): Promise<void> } };
  return scheduler ? scheduler.postTask(() => undefined) : new Promise((resolve) => setTimeout(resolve));
}

/** The facts about an article that live in its head. */
function meta(doc: Document): string {
  const wanted = 'meta[property="og:title"],meta[property="og:site_name"],meta[name="author"],meta[name="description"],meta[property="article:published_time"]';
  return Array.from(doc.querySelectorAll(wanted)).slice(0, 20).map((m) => {
    const name = m.getAttribute("property") ? "property" : "name";
    return `<meta ${name}="${escape(m.getAttribute(name) ?? "")}" content="${escape((m.getAttribute("content") ?? "").slice(0, 2_000))}">`;
  }).join("");
}

/** A node list being copied. What a page changes meanwhile does not lead astray. */
interface Level {
  nodes: readonly Node[];
  at: number;
  shown: boolean;
  ground: Ground;
  eye: Eye;
  close: string;
}

class Copier {
  full = false;
  /** A field for a password or a card was seen. */
  secret = false;
  private readonly within: Range | undefined;
  private readonly parts: string[] = [];
  private part: string[] = [];
  private partSize = 0;
  private readonly encoder = new TextEncoder();
  private readonly levels: Level[] = [];
  private size = 0;

  constructor(view: Window, within?: Range) {
    this.within = within;
    const eye = new Eye(view);
    const root = view.document.documentElement;
    this.levels.push({ nodes: [view.document.body ?? root], at: 0, shown: true, ground: eye.at(root, eye.ground()).ground, eye, close: "" });
  }

  /** Everything copied, and what closes it. */
  end(closing: string): string[] {
    this.part.push(closing);
    this.flush();
    return this.parts;
  }

  private flush(): void {
    this.parts.push(this.part.join(""));
    this.part = [];
    this.partSize = 0;
  }

  /** Goes on by some nodes. @returns whether there is more */
  step(nodes: number): boolean {
    for (let i = 0; i < nodes; i++) {
      const level = this.levels.at(-1);
      if (!level) return false;
      const node = this.full ? undefined : level.nodes[level.at++];
      if (node) this.node(node, level);
      else this.push(this.levels.pop()!.close, true);
    }
    return true;
  }

  private node(node: Node, level: Level): void {
    if (this.within && !this.within.intersectsNode(node)) return;
    if (node.nodeType === 1) this.element(node as Element, level);
    else if (node.nodeType === 3 && level.shown) this.push(escape(this.textOf(node as Text)));
  }

  /** The text of a node, as far as it is to be copied. */
  private textOf(node: Text): string {
    const text = node.nodeValue ?? "";
    const { within } = this;
    if (!within) return text;
    return text.slice(node === within.startContainer ? within.startOffset : 0, node === within.endContainer ? within.endOffset : text.length);
  }

  private element(el: Element, { ground, eye }: Level): void {
    const name = el.nodeName.toUpperCase();
    if (left.has(name)) {
      if (name === "INPUT" && isSecret(el)) this.secret ||= showing(el, eye, ground);
      return;
    }
    const seen = eye.at(el, ground);
    if (seen.look === "gone") return;
    const secrets = name === "FORM" ? secretsIn(el) : [];
    this.secret ||= secrets.some((field) => showing(field, eye, seen.ground));
    if (secrets.length > 0 && !wrapsPage(el)) return;
    if (name === "IFRAME" || name === "FRAME") return this.frame(el as HTMLIFrameElement);
    if (name === "BR" || name === "HR") return this.push(`<${name.toLowerCase()}>`);
    const tag = /^[A-Z][A-Z0-9]*$/.test(name) ? name.toLowerCase() : "div";
    const bare = name === "BODY" || name === "FRAMESET";
    if (!bare) this.push(`<${tag}${attributesOf(el)}>`);
    if (!this.full) this.enter(inside(el), seen.look === "shown", seen.ground, eye, bare ? "" : `</${tag}>`);
  }

  /** A page of the same site within the page. */
  private frame(el: HTMLIFrameElement): void {
    this.secret ||= paysIn(el);
    const view = sameSite(el);
    if (!view || this.within) return;
    const eye = new Eye(view);
    const root = view.document.documentElement;
    this.push("<div>");
    this.enter([view.document.body ?? root], true, eye.at(root, eye.ground()).ground, eye, "</div>");
  }

  private enter(nodes: readonly Node[], shown: boolean, ground: Ground, eye: Eye, close: string): void {
    this.levels.push({ nodes: this.levels.length > deepest ? [] : nodes, at: 0, shown, ground, eye, close });
  }

  /** Adds a part; once full only what closes elements. */
  private push(part: string, closes = false): void {
    if (!this.full) this.size += ascii.test(part) ? part.length : this.encoder.encode(part).length;
    if (this.size > mostBytes) this.full = true;
    if (this.full && !closes) return;
    this.part.push(part);
    this.partSize += part.length;
    if (this.partSize >= partLength) this.flush();
  }
}

/** Whether a field can be seen, by itself and through what it is in. */
function showing(field: Element, eye: Eye, ground: Ground): boolean {
  return eye.at(field, ground).look !== "gone" && (field.checkVisibility?.({ visibilityProperty: true, opacityProperty: true }) ?? true);
}

/** What is rendered inside an element: its open shadow tree, or a slot's nodes, or its own. */
function inside(el: Element): readonly Node[] {
  if (el.nodeName === "DETAILS" && !(el as HTMLDetailsElement).open) {
    return Array.from(el.children).filter((child) => child.nodeName === "SUMMARY").slice(0, 1); // all that shows of it
  }
  const slotted = el.nodeName === "SLOT" ? (el as HTMLSlotElement).assignedNodes() : [];
  return slotted.length > 0 ? slotted : Array.from((el.shadowRoot ?? el).childNodes);
}

/** The window of a frame that holds a page of the same site; advertisements write into blank ones. */
function sameSite(el: HTMLIFrameElement): Window | undefined {
  try {
    const view = el.contentWindow;
    return view && el.contentDocument && /^https?:$/.test(view.location.protocol) ? view : undefined;
  } catch {
    return undefined; // of another site
  }
}

function attributesOf(el: Element): string {
  if (!el.hasAttributes()) return "";
  let out = "";
  for (const name of kept) {
    const value = el.getAttribute(name);
    if (value !== null && value.length < 200) out += ` ${name}="${escape(value)}"`;
  }
  return out;
}

const ascii = /^[\x00-\x7f]*$/;
/** ASCII without what needs escaping: most text, and quickly known. */
const plain = /^[\x20-\x21\x23-\x25\x27-\x3b=\x3f-\x7e\n\t]*$/;

/** Text for HTML; control characters and half pairs, which HTML has no place for, are replaced. */
function escape(text: string): string {
  if (plain.test(text)) return text;
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000e-\u001f\u007f]/g, " ").replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}
