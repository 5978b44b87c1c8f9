import assert from "node:assert/strict";
import test, { after } from "node:test";
import { Window } from "happy-dom";
import { visibleCopy, type CopyOptions, type VisibleCopy } from "./visible.ts";

const window = new Window({ url: "https://a.example/page?q=1", width: 1200, height: 800 });
after(() => window.happyDOM.close());
const document = window.document as unknown as Document;

// There is no layout here: tests say where a box is (left,top,width,height).
window.Element.prototype.getBoundingClientRect = function (this: { getAttribute(name: string): string | null }) {
  const [x, y, width, height] = (this.getAttribute("data-box") ?? "10,10,100,20").split(",").map(Number) as [number, number, number, number];
  return new window.DOMRect(x, y, width, height);
};

/** The copy of the page as it is now. */
async function whole(o: CopyOptions = {}): Promise<VisibleCopy & { html: string }> {
  const copy = (await visibleCopy(document, o))!;
  return { ...copy, html: copy.parts.join("") };
}

/** What is copied of a page with this body: its HTML and its text. */
async function copy(body: string, head = ""): Promise<{ html: string; text: string; title: string; lang: string; url: string; truncated: boolean }> {
  document.documentElement.setAttribute("lang", "en");
  document.head.innerHTML = head;
  document.body.innerHTML = body;
  const made = await whole();
  const inner = /<body>([\s\S]*)<\/body>/.exec(made.html)![1]!;
  return { ...made, html: inner, text: inner.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").trim() };
}

test("keeps structure, drops what is not text", async () => {
  const { html } = await copy(`<article class="post" onclick="x()" style="color: red" data-x="1"><h1 id="t">Title</h1>
    <p>One <b>two</b><br>three <a href="https://evil.example/?t=1">link</a></p></article>
    <script>bad()</script><style>b{}</style><noscript>no</noscript><template>tpl</template><iframe></iframe><svg><text>svg</text></svg>
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
    ["faint by a filter", '<p style="filter: opacity(0)">HIDDEN</p>'],
    ["moved out by its own property", '<p style="translate: -9999px" data-box="-9999,10,100,20">HIDDEN</p>'],
    ["flattened", '<p style="transform: matrix(1, 0, 0, 0, 0, 0)">HIDDEN</p>'],
    ["ink like a ground that is nearly opaque", '<div style="background-color: rgba(255, 255, 255, 0.99)"><p style="color: rgb(255, 255, 255)">HIDDEN</p></div>'],
    ["fixed below the window", '<p style="position: fixed; bottom: -900px" data-box="10,1700,100,20">HIDDEN</p>'],
    ["a login form", '<form>HIDDEN<input type="password"></form>'],
    ["a card form", '<form>HIDDEN<input autocomplete="cc-number"></form>'],
  ];
  for (const [name, html] of tricks) await t.test(name, async () => assert.equal((await copy(`<p>before</p>${html}<p>after</p>`)).text, "before after"));
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
    ["white on a picture beside it", '<div style="position: relative"><img data-box="0,0,400,300"><h1 style="position: absolute; color: rgb(255, 255, 255)">SEEN</h1></div>'],
    ["white on a layer beside it", '<div style="position: relative"><div style="background-color: rgb(0, 0, 80)" data-box="0,0,400,300"></div><h1 style="color: rgb(255, 255, 255)">SEEN</h1></div>'],
    ["white with a shadow", '<p style="color: rgb(255, 255, 255); text-shadow: 0 0 4px black">SEEN</p>'],
    ["a page that is one form, with a login in its corner", '<form><main><p>SEEN</p></main><input type="password"></form>'],
  ];
  for (const [name, html] of seen) await t.test(name, async () => assert.equal((await copy(html)).text, "SEEN"));
});

test("open shadow trees are read as they are rendered, with what is put in their slots", async () => {
  document.body.innerHTML = "<x-post><em>light</em></x-post><x-empty>never shown</x-empty>";
  document.querySelector("x-post")!.attachShadow({ mode: "open" }).innerHTML = "<h2>shadow</h2><slot></slot><slot name='none'>fallback</slot>";
  document.querySelector("x-empty")!.attachShadow({ mode: "open" }).innerHTML = "<p>only this</p>";
  const { html } = await whole();
  assert.match(html, /<h2>shadow<\/h2><slot><em>light<\/em><\/slot><slot>fallback<\/slot>.*only this/);
  assert.doesNotMatch(html, /never shown/);
});

test("hostile text cannot leave its place", async () => {
  const { html } = await copy("<p></p>", "<title>a</title><script>");
  assert.equal(html, "<p></p>");
  document.body.innerHTML = "<p></p>";
  document.querySelector("p")!.textContent = '</body><script>alert("1")</script>\u0000\u001b\ud83d';
  document.querySelector("p")!.setAttribute("class", '"><img src=x>');
  const made = (await whole()).html;
  assert.doesNotMatch(made, /<script|<img|\u0000|\u001b|\ud83d/);
  assert.match(made, /class="&#34;&#62;&#60;img/);
});

test("title, language, address and the facts of the head come along", async () => {
  const made = await copy("<p>x</p>", '<title>A &amp; B</title><meta property="og:site_name" content="Site"><meta name="author" content="N"><meta name="csrf" content="secret">');
  assert.deepEqual([made.title, made.lang, made.url, made.truncated], ["A & B", "en", "https://a.example/page?q=1", false]);
  const all = (await whole()).html;
  assert.match(all, /<meta property="og:site_name" content="Site"><meta name="author" content="N">/);
  assert.doesNotMatch(all, /secret/);
});

test("a page of any size is cut at 4 MiB of UTF-8, its tags closed", async () => {
  document.body.innerHTML = "<div></div>".repeat(50);
  for (const div of document.querySelectorAll("div")) div.textContent = "长".repeat(50_000);
  const made = await whole();
  assert.ok(made.truncated);
  assert.ok(made.parts.length >= 8 && made.parts.every((part) => part.length < 200_000), "in pieces");
  const bytes = Buffer.byteLength(made.html);
  assert.ok(bytes <= (4 << 20) + 1_000 && bytes > 3 << 20, `${bytes}`);
  assert.equal(made.html.split("<div>").length, made.html.split("</div>").length);
});

test("what is hidden from screen readers only is seen by eyes", async () => {
  assert.equal((await copy("<p aria-hidden='true'>SEEN</p>")).text, "SEEN");
});

test("closed details show their summary, and nothing before it is opened", async () => {
  assert.equal((await copy("<details><summary>More</summary><p>HIDDEN</p></details>")).text, "More");
  assert.equal((await copy("<details open><summary>More</summary><p>SEEN</p></details>")).text, "More SEEN");
});

test("half pairs are whole wherever they stand, and no attribute grows without end", async () => {
  document.head.innerHTML = '<meta name="author">';
  document.querySelector("meta")!.setAttribute("content", "x".repeat(1_999) + "😀");
  document.documentElement.setAttribute("lang", "\ud83d" + "x".repeat(1e6));
  document.body.innerHTML = '<p class="a" id="b"></p>';
  document.querySelector("p")!.setAttribute("class", "\ud83d");
  document.querySelector("p")!.setAttribute("id", "x".repeat(1e6));
  const { html, lang } = await whole();
  assert.ok(html.isWellFormed() && lang.isWellFormed());
  assert.ok(html.length < 3_000 && lang.length <= 100, `${html.length}, ${lang.length}`);
});

test("on a dark page light ink is read and dark ink is not", async () => {
  document.body.setAttribute("style", "background-color: rgb(10, 10, 10)");
  assert.equal((await copy("<p style='color: rgb(255, 255, 255)'>SEEN</p><p style='color: rgb(10, 10, 12)'>HIDDEN</p>")).text, "SEEN");
  document.body.removeAttribute("style");
});

test("what a scrolled box has above its edge was seen", async () => {
  document.body.innerHTML = '<div style="overflow: auto"><p style="position: relative" data-box="10,-4000,100,20">SEEN</p></div>';
  document.querySelector("div")!.scrollTop = 5_000;
  assert.match((await whole()).html, /SEEN/);
});

test("a page that shows a field for a password or a card is not copied unasked", async (t) => {
  const cases: [name: string, html: string, copied: boolean][] = [
    ["a password", '<form><input type="password"></form>', false],
    ["a password outside any form", '<div><input type="password"></div>', false],
    ["a password in a page that is one form", '<form><main></main><input type="password"></form>', false],
    ["a card by autocomplete", '<input autocomplete="section-a billing cc-number">', false],
    ["a card by its name", '<input name="card_number">', false],
    ["a code by its id", '<input id="cvv">', false],
    ["a card in the frame of a payment service", '<iframe title="Secure card number input frame" src="https://js.stripe.com/v3/x.html"></iframe>', false],
    ["a one-time code", '<input autocomplete="one-time-code">', false],
    ["a password that is not shown", '<div style="display: none"><form><input type="password"></form></div>', true],
    ["a password box that is folded away", '<form style="opacity: 0"><input type="password"></form>', true],
    ["a search field", '<input type="search" name="q">', true],
    ["a discard box", '<input name="discard_number"><input id="scorecard">', true],
    ["a frame of somebody else", '<iframe title="card" src="https://ads.example/"></iframe>', true],
  ];
  for (const [name, html, copied] of cases) {
    await t.test(name, async () => {
      document.body.innerHTML = `<p>Text</p>${html}`;
      assert.equal((await visibleCopy(document, { stopAtSecrets: true })) !== undefined, copied);
      assert.match((await whole()).html, /Text/, "by hand it is copied anyway");
    });
  }
});

test("of a selection only what is in it", async () => {
  document.body.innerHTML = "<p>One two three</p><p hidden style='display: none'>HIDDEN</p><p>Four five six</p><p>Seven</p>";
  document.head.innerHTML = '<meta name="description" content="of the whole page">';
  const [first, , last] = Array.from(document.querySelectorAll("p"), (p) => p.firstChild!);
  const within = document.createRange();
  within.setStart(first!, 4);
  within.setEnd(last!, 9);
  const { html } = await whole({ within });
  assert.match(html, /<p>two three<\/p><p>Four five<\/p><\/body>/);
  assert.doesNotMatch(html, /Seven|of the whole page/);
});

test("the page gets turns of its own, and what it changes meanwhile does not lead astray", async () => {
  document.body.innerHTML = "<p>word</p>".repeat(4_000) + "<p>END</p>";
  let turns = 0;
  const slow = performance.now.bind(performance);
  let fast = 0;
  performance.now = () => slow() + (fast += 3);
  try {
    const copy = await whole({
      pause: () => {
        if (turns++ === 3) for (const p of Array.from(document.querySelectorAll("p")).slice(0, 2_000)) p.remove();
        return Promise.resolve();
      },
    });
    assert.ok(turns > 20, `${turns} turns`);
    assert.match(copy.html, /END/);
  } finally {
    performance.now = slow;
  }
});
