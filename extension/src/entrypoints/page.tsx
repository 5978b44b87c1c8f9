// The full page, and the panel beside a page. page.html?q=… asks at once, ?c=…
// goes on with a conversation; the panel is told what to show when it is opened.
import { render } from "preact";
import { browser } from "../browser.ts";
import { connectHost } from "../host/client.ts";
import { locale, t } from "../i18n/t.ts";
import { localIndex, watchTree } from "../search/local_source.ts";
import { onWanted, type Wanted } from "../ui/continue.ts";
import { eachFrame } from "../ui/frame.ts";
import { watchComposition } from "../ui/keys.ts";
import { Page } from "../ui/page.tsx";
import { relatedToTab } from "../ui/open_page.ts";
import { Talk } from "../ui/talk.ts";
import { warmWhileLooking } from "../ui/warm.ts";

document.documentElement.lang = locale;
document.title = t("app.name");
watchTree();
watchComposition(document);

const host = connectHost();
const talk: Talk = new Talk(host, localIndex, () => draw());
const draw = eachFrame(() => {
  document.title = talk.turns[0]?.turn.question ?? t("app.name");
  render(<Page host={host} talk={talk} related={related} onSee={see} />, document.body);
});
const related = document.body.classList.contains("beside") ? relatedToTab(host, () => draw()) : undefined;
const see = () => void browser.permissions.request({ permissions: ["tabs"] }).then(() => related?.again());

const params = new URLSearchParams(location.search);
let wanted: Wanted = { conversation: params.get("c") ?? "", question: params.get("q") ?? "" };
let begun = false;

async function begin({ conversation, question = "" }: Wanted): Promise<void> {
  const ask = () => talk.ask(question);
  if (!conversation || host.state.kind !== "ready") ask();
  else await talk.open(conversation).catch(ask);
}
if (related) {
  onWanted((w) => {
    wanted = w;
    if (begun) (talk.fresh(), void begin(w));
  });
}

host.onState((state) => {
  draw();
  if (begun || state.kind === "connecting") return;
  begun = true;
  void begin(wanted);
  void related?.look();
});
host.onStatus(() => draw());
warmWhileLooking(host);
