// The full page: page.html?q=… asks at once, ?c=… goes on with a conversation.
import { render } from "preact";
import { connectHost } from "../host/client.ts";
import { locale, t } from "../i18n/t.ts";
import { localIndex, watchTree } from "../search/local_source.ts";
import { eachFrame } from "../ui/frame.ts";
import { watchComposition } from "../ui/keys.ts";
import { Page } from "../ui/page.tsx";
import { Talk } from "../ui/talk.ts";

document.documentElement.lang = locale;
document.title = t("app.name");
watchTree();
watchComposition(document);

const host = connectHost();
const talk: Talk = new Talk(host, localIndex, () => draw());
const draw = eachFrame(() => {
  document.title = talk.turns[0]?.turn.question ?? t("app.name");
  render(<Page host={host} talk={talk} />, document.body);
});

const wanted = new URLSearchParams(location.search);
let begun = false;

async function begin(): Promise<void> {
  const conversation = wanted.get("c");
  const ask = () => talk.ask(wanted.get("q") ?? "");
  if (!conversation || host.state.kind !== "ready") ask();
  else await talk.open(conversation).catch(ask);
}

host.onState((state) => {
  draw();
  if (begun || state.kind === "connecting") return;
  begun = true;
  void begin();
});
host.onStatus(() => draw());
