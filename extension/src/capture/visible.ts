// A copy of what a person sees on a page, as HTML: no scripts, styles, form
// fields or hidden nodes, nothing placed outside the document. Text below the
// fold belongs. Runs inside pages, so it uses nothing but the DOM; it builds
// text and never parses any.
import { Eye } from "./look.ts";

/** What is sent of a page. */
export interface VisibleCopy {
  url: string;
  title: string;
  lang: string;
  html: string;
  /** The page had more than fits. */
  truncated: boolean;
}

/** Never text of the page. */
const left = new Set([
  "SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "IFRAME", "FRAME", "OBJECT", "EMBED", "CANVAS", "SVG", "VIDEO", "AUDIO", "MAP", "DIALOG",
  "IMG", "PICTURE", "INPUT", "TEXTAREA", "SELECT", "OPTION", "BUTTON", "DATALIST", "LINK", "META", "HEAD", "WBR", "COL", "BASE",
]);
/** Attributes that help to tell text from furniture; no addresses, no handlers. */
const kept = ["id", "class", "role", "lang", "datetime", "itemprop"];
/** Copying stops here, in bytes of UTF-8. */
const mostBytes = 4 << 20;
/** Deeper than any parser nests; only scripts build such trees. */
const deepest = 1_000;

/** Copies the visible part of a document. */
export function visibleCopy(doc: Document): VisibleCopy {
  const view = doc.defaultView!;
  const writer = new Writer(view);
  writer.children(doc.body ?? doc.documentElement, true, "rgb(255, 255, 255)", 0);
  const lang = (doc.documentElement.lang || "").slice(0, 100).toWellFormed();
  const title = doc.title.slice(0, 2_000).toWellFormed();
  const html = `<!doctype html><html lang="${escape(lang)}"><head><title>${escape(title)}</title>${meta(doc)}</head><body>${writer.html()}</body></html>`;
  return { url: view.location.href, title, lang, html, truncated: writer.full };
}

/** The facts about an article that live in its head. */
function meta(doc: Document): string {
  const wanted = 'meta[property="og:title"],meta[property="og:site_name"],meta[name="author"],meta[name="description"],meta[property="article:published_time"]';
  return Array.from(doc.querySelectorAll(wanted)).slice(0, 20).map((m) => {
    const name = m.getAttribute("property") ? "property" : "name";
    return `<meta ${name}="${escape(m.getAttribute(name) ?? "")}" content="${escape((m.getAttribute("content") ?? "").slice(0, 2_000))}">`;
  }).join("");
}

class Writer {
  full = false;
  private readonly eye: Eye;
  private readonly parts: string[] = [];
  private readonly encoder = new TextEncoder();
  private size = 0;

  constructor(view: Window) {
    this.eye = new Eye(view);
  }

  html(): string {
    return this.parts.join("");
  }

  /** What is rendered inside a node: its open shadow tree, or a slot's nodes, or its own. */
  children(node: Element, shown: boolean, ground: string, depth: number): void {
    const slotted = node.nodeName === "SLOT" ? (node as HTMLSlotElement).assignedNodes() : [];
    const inside = node.shadowRoot ?? node;
    if (slotted.length > 0) for (const child of slotted) this.node(child, shown, ground, depth);
    else for (let child = inside.firstChild; child; child = child.nextSibling) this.node(child, shown, ground, depth);
  }

  private node(node: Node, shown: boolean, ground: string, depth: number): void {
    if (this.full || depth > deepest) return;
    if (node.nodeType === 1) this.element(node as Element, ground, depth + 1);
    else if (node.nodeType === 3 && shown) this.push(escape(node.nodeValue ?? ""));
  }

  private element(el: Element, ground: string, depth: number): void {
    const name = el.nodeName.toUpperCase();
    if (left.has(name) || (name === "FORM" && secret(el))) return;
    const seen = this.eye.at(el, ground);
    if (seen.look === "gone") return;
    if (name === "BR" || name === "HR") return this.push(`<${name.toLowerCase()}>`);
    const tag = /^[A-Z][A-Z0-9]*$/.test(name) ? name.toLowerCase() : "div";
    this.push(`<${tag}${attributesOf(el)}>`);
    if (this.full) return;
    if (name === "DETAILS" && !(el as HTMLDetailsElement).open) this.summary(el, seen.ground, depth);
    else this.children(el, seen.look === "shown", seen.ground, depth);
    this.push(`</${tag}>`, true);
  }

  /** All that shows of details that are closed. */
  private summary(el: Element, ground: string, depth: number): void {
    const summary = Array.from(el.children).find((child) => child.nodeName === "SUMMARY");
    if (summary) this.element(summary, ground, depth + 1);
  }

  /** Adds a part; once full only what closes elements. */
  private push(part: string, closes = false): void {
    if (!this.full) this.size += ascii.test(part) ? part.length : this.encoder.encode(part).length;
    if (this.size > mostBytes) this.full = true;
    if (!this.full || closes) this.parts.push(part);
  }
}

/** A form that asks for a password or a card. */
function secret(form: Element): boolean {
  return form.querySelector('input[type=password],input[autocomplete^="cc-"],input[autocomplete="one-time-code"]') !== null;
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
