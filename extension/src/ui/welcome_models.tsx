// The models: what Ollama is and how to get it, which models suit this
// computer, with what they take, and how far a download is.
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { size, t } from "../i18n/t.ts";
import type { ModelsList } from "../protocol.gen.ts";
import { ModelDownload } from "./model_download.tsx";
import { Icon } from "./icons.tsx";
import { memoryOf, offersFor, type Kind, type Offer } from "./offers.ts";
import { StartOllama } from "./ollama_step.tsx";
import { openPage } from "./open.ts";
import type { Models } from "./use_models.ts";
import { Main, Quiet } from "./welcome.tsx";

const ollamaHome = "https://ollama.com/download";
const kinds: Kind[] = ["embed", "chat"];
/** How often the page looks whether Ollama came. */
const lookEvery = 3_000;

/** The models that the person chose, by kind: a name, or "" for none. */
export interface Wanted {
  names: Record<Kind, string>;
  choose(kind: Kind, name: string): void;
}

/** Begins with the first that suits; what the person chose stays. */
export function useWanted({ list }: Models): Wanted {
  const [own, setOwn] = useState<Partial<Record<Kind, string>>>({});
  const first = (kind: Kind) => (list ? offersFor(kind, list)[0]?.name ?? "" : "");
  const names = { embed: own.embed ?? first("embed"), chat: own.chat ?? first("chat") };
  return { names, choose: (kind, name) => setOwn({ ...own, [kind]: name }) };
}

/** What is wanted and neither there nor coming. */
function toLoad({ list, downloads }: Models, { names }: Wanted): Offer[] {
  if (!list) return [];
  return kinds.flatMap((kind) => offersFor(kind, list).filter((o) => o.name === names[kind] && !o.installed && !downloads.of(o.name)));
}

export function ModelsStep({ host, models, wanted }: { host: Host; models: Models; wanted: Wanted }): JSX.Element {
  const { list, downloads } = models;
  const missing = list?.ollama === "absent";
  useEffect(() => {
    if (!missing) return;
    const timer = setInterval(() => models.again(), lookEvery);
    return () => clearInterval(timer);
  }, [missing]);
  const loading = list?.ollama === "ready" && downloads.going().length > 0;
  return (
    <>
      <h1>{t("w.3.title")}</h1>
      <p class="w-lead">{t("w.3.lead")}</p>
      <div class="w-body">
        {!list && <div class="wait" role="status"><span class="pulse" aria-hidden="true" /><div><p>{t("w.3.looking")}</p></div></div>}
        {list && <Ollama host={host} list={list} />}
        {list?.ollama === "ready" && kinds.map((kind) => {
          const coming = offersFor(kind, list).filter((o) => downloads.of(o.name));
          return coming.length > 0 ? <Coming kind={kind} offers={coming} downloads={downloads} /> : <Choice kind={kind} list={list} wanted={wanted} />;
        })}
        {loading && <p class="hintline">{t("w.3.goon")}</p>}
      </div>
    </>
  );
}

/** How far the models of one kind are. */
function Coming({ kind, offers, downloads }: { kind: Kind; offers: Offer[]; downloads: Models["downloads"] }): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={t(`w.3.${kind}`)}>
      <h2 class="w-part">{t(`w.3.${kind}`)}</h2>
      {offers.map((o) => <div class="dl" key={o.name}><b class="clip">{o.name}</b><ModelDownload model={o} downloads={downloads} /></div>)}
    </div>
  );
}

function Ollama({ host, list }: { host: Host; list: ModelsList }): JSX.Element {
  if (list.ollama === "ready") {
    return <div class="wait ok first" role="status"><Icon name="checkc" /><div><b>{t("w.3.found", { v: list.version ?? "" }).replace("  ", " ")}</b></div></div>;
  }
  if (list.ollama === "stopped") {
    return <div class="panel" role="status"><h2>{t("err.ollama")}</h2><p>{t("err.ollama.text")}</p><div class="row"><StartOllama host={host} main /></div></div>;
  }
  return (
    <>
      <div class="panel">
        <h2>{t("w.3.absent")}</h2>
        <p>{t("w.3.absent.text")}</p>
        <div class="row"><button type="button" class="btn btn-main" onClick={() => void openPage(ollamaHome, "tab")}><Icon name="out" />{t("w.3.get")}</button></div>
      </div>
      <div class="wait" role="status"><span class="pulse" aria-hidden="true" /><div><p>{t("w.2.wait.text")}</p></div></div>
    </>
  );
}

function Choice({ kind, list, wanted }: { kind: Kind; list: ModelsList; wanted: Wanted }): JSX.Element {
  const offers = offersFor(kind, list);
  return (
    <fieldset class="choice">
      <legend>{t(`w.3.${kind}`)}</legend>
      {offers.map((o) => (
        <label class="opt" key={o.name}>
          <input type="radio" name={kind} checked={wanted.names[kind] === o.name} onChange={() => wanted.choose(kind, o.name)} />
          <div><b class="clip">{o.name}</b><span class="tag">{t(o.installed ? "w.3.have" : "w.3.fit")}</span>{o.why && <p>{o.why}</p>}</div>
          <span class="size num">{size(o.bytes)}<br />{t("w.3.mem", { n: size(memoryOf(kind, o.bytes)) })}</span>
        </label>
      ))}
      <label class="opt">
        <input type="radio" name={kind} checked={wanted.names[kind] === ""} onChange={() => wanted.choose(kind, "")} />
        <div><b>{t("w.3.none")}</b><p>{t(kind === "embed" ? "w.3.none.text" : "w.3.none.chat")}</p></div>
        <span />
      </label>
    </fieldset>
  );
}

/** One main button: what is wanted is downloaded, or the walk goes on. */
export function ModelsFoot({ models, wanted, onGo }: { models: Models; wanted: Wanted; onGo(): void }): JSX.Element {
  const due = models.list?.ollama === "ready" ? toLoad(models, wanted) : [];
  if (models.list?.ollama !== "ready") return <button type="button" class="btn btn-lg" onClick={onGo}>{t("w.skip.now")}</button>;
  if (due.length === 0) return <Main text={t("w.next")} onClick={onGo} />;
  return (
    <>
      <Quiet text={t("w.skip")} onClick={onGo} />
      <Main text={t("w.3.download", { size: size(due.reduce((sum, o) => sum + o.bytes, 0)) })} onClick={() => due.forEach((o) => void models.downloads.start(o.name))} />
    </>
  );
}
