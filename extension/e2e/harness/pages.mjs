// Pages that behave as pages do: one that needs a login, one that asks for a
// password, one that changes, a single-page application, one full of text that
// nobody sees, and one that is very long.
import http from "node:http";

const filler = "<p>Harbour masters keep a book of the tides, and every entry in it is signed by two people who were there.</p>".repeat(4);
const whole = (title, body, head = "") => `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title>${head}<body>${body}</body></html>`;
const article = (title, text) => whole(title, `<main><article><h1>${title}</h1>${filler}<p>${text}</p></article></main>`);

/** The fourteen ways to hide text; each hides a word of its own, LEAK1 to LEAK14. */
const hidden = [
  '<p style="display: none">LEAK1</p>',
  '<p style="visibility: hidden">LEAK2</p>',
  '<p style="opacity: 0">LEAK3</p>',
  '<p style="font-size: 0">LEAK4</p>',
  '<p style="position: absolute; left: -9999px">LEAK5</p>',
  '<p class="sr">LEAK6</p>',
  '<p class="paper">LEAK7</p>',
  "<template><p>LEAK8</p></template>",
  '<p style="transform: translateX(-300vw)">LEAK9</p>',
  '<p style="position: absolute; clip: rect(0, 0, 0, 0)">LEAK10</p>',
  '<p style="clip-path: inset(100%)">LEAK11</p>',
  '<div style="height: 0; overflow: hidden"><p>LEAK12</p></div>',
  '<p style="text-indent: -9999px; white-space: nowrap; overflow: hidden">LEAK13</p>',
  "<details><summary>more</summary><p>LEAK14</p></details>",
];
/** More of them, in ways of their own browsers and colours. */
const moreHidden = [
  '<p hidden="until-found">LEAK15</p>', '<p class="oklch">LEAK16</p>', '<p style="scale: 0">LEAK17</p>', '<p style="translate: -300vw 0">LEAK18</p>',
  '<p style="filter: opacity(0)">LEAK19</p>', '<p style="position: fixed; top: 200vh">LEAK20</p>', '<p style="color: transparent">LEAK21</p>',
  '<x-box><template shadowrootmode="open"><p style="display: none">LEAK22</p><slot name="none"></slot></template><p>LEAK23</p></x-box>',
  "<noscript><p>LEAK24</p></noscript>", '<p style="content-visibility: hidden">LEAK25</p>', '<div style="opacity: 0"><p>LEAK26</p></div>',
];
const seen = [
  "<p>SEEN1</p>", '<p style="margin-top: 3000px">SEEN2</p>', '<x-open><template shadowrootmode="open"><p>SEEN3</p></template></x-open>',
  '<div style="background: #000; color: #fff"><p>SEEN4</p></div>', '<div style="visibility: hidden"><p style="visibility: visible">SEEN5</p></div>',
  '<div style="display: contents">SEEN6</div>', '<iframe src="/framed" width="400" height="100"></iframe>',
  '<div style="position: relative; height: 80px"><img width="400" height="80" src="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw=="><h2 style="position: absolute; top: 0; color: #fff">SEEN8</h2></div>',
];
const styles = `<style>body { background: #fffdf8; color: #222 } .sr { position: absolute; width: 1px; height: 1px; overflow: hidden }
  .paper { color: #fffdf8 } .oklch { background: oklch(70% 0.1 200); color: oklch(70% 0.1 200) }</style>`;
export const leaks = hidden.length + moreHidden.length;
export const sights = seen.length;

/** The application fetches each view after its address has changed, and takes its time. */
const application = whole("Gardens", `<nav><a id="roses" href="/app/roses">Roses</a></nav><main id="view"><h1>Overview</h1>${filler}<p>The overview lists every garden.</p></main>`, `<script>
  const show = async (path) => {
    history.pushState(null, "", path);
    const { title, html } = await (await fetch("/api" + path)).json();
    document.title = title;
    document.getElementById("view").innerHTML = html;
  };
  addEventListener("click", (e) => { if (e.target.id) { e.preventDefault(); show(e.target.getAttribute("href")); } });
</script>`);

/** About five megabytes of markup: 12,000 sections. */
const long = () => whole("A long page", Array.from({ length: 12_000 }, (_, i) =>
  `<section class="s"><h2>Section ${i}</h2><p>Entry <b>${i}</b> of the <i>ledger</i>: <span>${"lorem ipsum dolor sit amet ".repeat(12)}</span></p></section>`).join("") + "<p>ENDOFTHELONGPAGE</p>");

const cookie = "session=kestrel";

/** @returns its origin, what it says now, and close */
export async function openPages() {
  const site = { origin: "", news: "The first edition tells of a comet.", slowView: 1_500, log: [] };
  const pages = {
    "/login": (request, response) => {
      response.setHeader("set-cookie", `${cookie}; Path=/`);
      return article("Welcome", "You are in.");
    },
    "/members": (request) => ((request.headers.cookie ?? "").includes(cookie)
      ? article("Members only", "The kestrel nests in the bell tower.") : whole("Sign up", "<h1>Members only</h1><p>Come in first.</p>")),
    "/password": () => whole("Vault", `<h1>Vault</h1>${filler}<p>The vault holds marigolds.</p><form><input type="password"></form>`),
    "/news": () => article("News", site.news),
    "/app": () => application,
    "/app/roses": () => application,
    "/hidden": () => whole("Hidden things", `<article><h1>Hidden things</h1>${filler}${[...seen, ...hidden, ...moreHidden].join("\n")}${filler}</article>`, styles),
    "/chosen": () => whole("Choosing", `<article><h1>Choosing</h1>${filler}<p id="chosen">Only the otter is wanted.</p>${filler}</article>
      <script>getSelection().selectAllChildren(document.getElementById("chosen"))</script>`),
    "/links": () => whole("Links", `<h1>Links</h1>${filler}<p><a id="link" href="/far-away">The far away page</a></p>`),
    "/framed": () => whole("Framed", "<p>SEEN7</p>"),
    "/long": long,
  };
  const server = http.createServer((request, response) => {
    const path = request.url.split("?")[0];
    site.log.push(path);
    if (path === "/api/app/roses") {
      setTimeout(() => response.end(JSON.stringify({ title: "Roses", html: `<h1>Roses</h1>${filler}<p>Pruned in February, the damask rose flowers twice.</p>` })), site.slowView);
      return;
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(pages[path]?.(request, response) ?? article(decodeURIComponent(path.slice(1)), `This is what ${path} says.`));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  site.origin = `http://127.0.0.1:${server.address().port}`;
  site.close = () => {
    server.closeAllConnections();
    server.close();
  };
  return site;
}
