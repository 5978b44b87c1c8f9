// The first step of the welcome page: what the product does, drawn, and what
// stays on this computer.
import type { JSX } from "preact";
import { t, type MessageKey } from "../i18n/t.ts";
import { Icon, type IconName } from "./icons.tsx";

const facts: [IconName, MessageKey, MessageKey][] = [
  ["laptop", "w.1.a", "w.1.a.text"], ["lock", "w.1.b", "w.1.b.text"], ["quote", "w.1.c", "w.1.c.text"],
];

export function Local(): JSX.Element {
  return (
    <>
      <h1>{t("w.1.title")}</h1>
      <p class="w-lead">{t("w.1.lead")}</p>
      <div class="w-body">
        <Demo />
        <ul class="facts">
          {facts.map(([icon, title, text]) => <li><Icon name={icon} large /><div><b>{t(title)}</b><p>{t(text)}</p></div></li>)}
        </ul>
      </div>
    </>
  );
}

/** A search as it looks: a picture, not a control. */
function Demo(): JSX.Element {
  const [before, found, after] = [t("w.1.demo.before"), t("w.1.demo.found"), t("w.1.demo.after")];
  return (
    <div class="demo" role="img" aria-label={t("w.1.demo")}>
      <div class="field"><Icon name="search" large /><span class="clip">{t("w.1.demo")}</span></div>
      <div class="hit">
        <span class="fav fav-3">M</span>
        <div>
          <div class="hit-head"><span class="hit-title clip">{t("w.1.demo.title")}</span></div>
          <div class="hit-meta"><span class="hit-place"><span class="site">mirasand.example</span><span class="sep">·</span><span class="clip">{t("w.1.demo.folder")}</span></span></div>
          <p class="hit-text"><bdi class="why"><Icon name="page" />{t("why.text")}</bdi><span>{before}<mark>{found}</mark>{after}</span></p>
        </div>
      </div>
    </div>
  );
}
