import assert from "node:assert/strict";
import test, { after } from "node:test";
import { Window } from "happy-dom";
import { visibleCopy } from "./visible.ts";

const window = new Window({ url: "https://a.example/page?q=1", width: 1200, height: 800 });
after(() => window.happyDOM.close());
const document = window.document as unknown as Document;

// There is no layout here: tests say where a box is (left,top,width,height).
window.Element.prototype.getBoundingClientRect = function (this: { getAttribute(name: string): string | null }) {
  const [x, y, width, height] = (this.getAttribute("data-box") ?? "10,10,100,20").split(",").map(Number) as [number, number, number, number];
  return new window.DOMRect(x, y, width, height);
};

/** What is copied of a page with this body: its HTML and its text. */
function copy(body: string, head = ""): { html: string; text: string; title: string; lang: string; url: string; truncated: boolean } {
  document.documentElement.setAttribute("lang", "en");
  document.head.innerHTML = head;
  document.body.innerHTML = body;
  const made = visibleCopy(document);
  const inner = /<body>([\s\S]*)<\/body>/.exec(made.html)![1]!;
  return { ...made, html: inner, text: inner.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim() };
}

test("keeps structure, drops what is not text", () => {
  const { html } = copy(`<article class="post" onclick="x()" style="color: red" data-x="1"><h1 id="t">Title</h1>
    <p>One <b>two</b><br>three <a href="https://evil.example/?t=1">link</a></p></article>
    <script>bad()</script><style>b{}</style><noscript>no</noscript><template>tpl</template><iframe src="x"></iframe><svg><text>svg</text></svg>
    <input value="secret"><textarea>typed</textarea><select><option>opt</option></select><button>press</button><img alt="alt" src="x">`);
  assert.equal(html.replace(/\n\s*/g, "").trim(),
    '<article class="post"><h1 id="t">Title</h1><p>One <b>two</b><br>three <a>link</a></p></article>');
});

test("what nobody can see stays out", async (t) => {
  const tricks: [name: string, html: string][] = [
    ["display", '<p style="display: none">HIDDEN</p>'],
    ["display of a parent", '<div style="display: none"><p>HIDDEN</p></div>'],
    ["visibility", '<p style="visibility: hidden">HIDDEN</p>'],
    ["opacity", '<p style="opacity: 0">HIDDEN</p>'],
    ["nearly no opacity", '<p style="opacity: 0.01">HIDDEN</p>'],
    ["tiny letters", '<p style="font-size: 1px">HIDDEN</p>'],
    ["left of the document", '<p style="position: absolute; left: -9999px" data-box="-9999,10,100,20">HIDDEN</p>'],
    ["above the document", '<p style="position: absolute; top: -9999px" data-box="10,-9999,100,20">HIDDEN</p>'],
    ["far right", '<p style="position: absolute; left: 9999px" data-box="9999,10,100,20">HIDDEN</p>'],
    ["moved out", '<p style="transform: translateX(-200vw)" data-box="-2400,10,100,20">HIDDEN</p>'],
    ["scaled to nothing", '<p style="transform: scale(0)" data-box="10,10,0,0">HIDDEN</p>'],
    ["clipped box", '<p style="overflow: hidden; height: 0" data-box="10,10,100,0">HIDDEN</p>'],
    ["one pixel, for screen readers", '<p style="position: absolute; overflow: hidden; width: 1px; height: 1px" data-box="10,10,1,1">HIDDEN</p>'],
    ["clip", '<p style="position: absolute; clip: rect(0px, 0px, 0px, 0px)">HIDDEN</p>'],
    ["clip-path", '<p style="clip-path: inset(50%)">HIDDEN</p>'],
    ["indented away", '<p style="text-indent: -9999px">HIDDEN</p>'],
    ["ink like the ground", '<div style="background-color: rgb(20, 20, 20)"><p style="color: rgb(20, 20, 22)">HIDDEN</p></div>'],
    ["ink without colour", '<p style="color: rgba(0, 0, 0, 0)">HIDDEN</p>'],
    ["a login form", '<form>HIDDEN<input type="password"></form>'],
    ["a card form", '<form>HIDDEN<input autocomplete="cc-number"></form>'],
  ];
  for (const [name, html] of tricks) await t.test(name, () => assert.equal(copy(`<p>before</p>${html}<p>after</p>`).text, "before after"));
});

test("what a person sees stays in", async (t) => {
  const seen: [name: string, html: string][] = [
    ["below the fold", '<p style="position: absolute" data-box="10,90000,100,20">SEEN</p>'],
    ["visible in a hidden parent", '<div style="visibility: hidden">no<p style="visibility: visible">SEEN</p></div>'],
    ["a parent without a box", '<div style="display: contents">SEEN</div>'],
    ["a search form around the page", '<form><p>SEEN</p><input type="text"></form>'],
    ["white on dark", '<div style="background-color: rgb(0, 0, 0)"><p style="color: rgb(255, 255, 255)">SEEN</p></div>'],
    ["white on a picture", `<div style="background-image: url('x.png')"><p style="color: rgb(255, 255, 255)">SEEN</p></div>`],
    ["a box without size that others hang out of", '<div style="position: relative" data-box="0,0,0,0"><p>SEEN</p></div>'],
    ["an own element", "<x-card>SEEN</x-card>"],
  ];
  for (const [name, html] of seen) await t.test(name, () => assert.equal(copy(html).text, "SEEN"));
});

test("open shadow trees are read as they are rendered, with what is put in their slots", () => {
  document.body.innerHTML = "<x-post><em>light</em></x-post><x-empty>never shown</x-empty>";
  document.querySelector("x-post")!.attachShadow({ mode: "open" }).innerHTML = "<h2>shadow</h2><slot></slot><slot name='none'>fallback</slot>";
  document.querySelector("x-empty")!.attachShadow({ mode: "open" }).innerHTML = "<p>only this</p>";
  const { html } = visibleCopy(document);
  assert.match(html, /<h2>shadow<\/h2><slot><em>light<\/em><\/slot><slot>fallback<\/slot>.*only this/);
  assert.doesNotMatch(html, /never shown/);
});

test("hostile text cannot leave its place", () => {
  const { html } = copy("<p></p>", "<title>a</title><script>");
  assert.equal(html, "<p></p>");
  document.body.innerHTML = "<p></p>";
  document.querySelector("p")!.textContent = '</body><script>alert("1")</script>\u0000\u001b\ud83d';
  document.querySelector("p")!.setAttribute("class", '"><img src=x>');
  const made = visibleCopy(document).html;
  assert.doesNotMatch(made, /<script|<img|\u0000|\u001b|\ud83d/);
  assert.match(made, /class="&#34;&#62;&#60;img/);
});

test("title, language, address and the facts of the head come along", () => {
  const made = copy("<p>x</p>", '<title>A &amp; B</title><meta property="og:site_name" content="Site"><meta name="author" content="N"><meta name="csrf" content="secret">');
  assert.deepEqual([made.title, made.lang, made.url, made.truncated], ["A & B", "en", "https://a.example/page?q=1", false]);
  const whole = visibleCopy(document).html;
  assert.match(whole, /<meta property="og:site_name" content="Site"><meta name="author" content="N">/);
  assert.doesNotMatch(whole, /secret/);
});

test("a page of any size is cut at 4 MiB of UTF-8, its tags closed", () => {
  document.body.innerHTML = "<div></div>".repeat(50);
  for (const div of document.querySelectorAll("div")) div.textContent = "长".repeat(50_000);
  const made = visibleCopy(document);
  assert.ok(made.truncated);
  const bytes = Buffer.byteLength(made.html);
  assert.ok(bytes <= (4 << 20) + 1_000 && bytes > 3 << 20, `${bytes}`);
  assert.equal(made.html.split("<div>").length, made.html.split("</div>").length);
});

test("what is hidden from screen readers only is seen by eyes", () => {
  assert.equal(copy("<p aria-hidden='true'>SEEN</p>").text, "SEEN");
});

test("closed details show their summary, and nothing before it is opened", () => {
  assert.equal(copy("<details><summary>More</summary><p>HIDDEN</p></details>").text, "More");
  assert.equal(copy("<details open><summary>More</summary><p>SEEN</p></details>").text, "More SEEN");
});

test("half pairs are whole wherever they stand, and no attribute grows without end", () => {
  document.head.innerHTML = '<meta name="author">';
  document.querySelector("meta")!.setAttribute("content", "x".repeat(1_999) + "😀");
  document.documentElement.setAttribute("lang", "\ud83d" + "x".repeat(1e6));
  document.body.innerHTML = '<p class="a" id="b"></p>';
  document.querySelector("p")!.setAttribute("class", "\ud83d");
  document.querySelector("p")!.setAttribute("id", "x".repeat(1e6));
  const { html, lang } = visibleCopy(document);
  assert.ok(html.isWellFormed() && lang.isWellFormed());
  assert.ok(html.length < 3_000 && lang.length <= 100, `${html.length}, ${lang.length}`);
});
