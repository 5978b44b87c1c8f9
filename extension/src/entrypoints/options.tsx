import { render } from "preact";
import { connectHost } from "../host/client.ts";
import { locale, t } from "../i18n/t.ts";
import { eachFrame } from "../ui/frame.ts";
import { Options } from "../ui/options.tsx";

document.documentElement.lang = locale;
document.title = t("app.name");

const host = connectHost();
const draw = eachFrame(() => render(<Options host={host} />, document.body));
host.onState(() => draw());
host.onStatus(() => draw());
