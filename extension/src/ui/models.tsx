// The models: which finds pages by meaning and which writes answers, what goes
// on because of it, and choosing another.
import type { JSX } from "preact";
import { useReducer, useRef } from "preact/hooks";
import type { Host } from "../host/client.ts";
import { size, t } from "../i18n/t.ts";
import type { InstalledModel, ModelsList, Status } from "../protocol.gen.ts";
import { Choosing, type Kind } from "./choosing.ts";
import type { Downloads } from "./downloads.ts";
import { Icon } from "./icons.tsx";
import { CostDialog } from "./model_cost.tsx";
import { ModelDownload } from "./model_download.tsx";
import type { Models as Known } from "./use_models.ts";
import { Waiting } from "./waiting.tsx";
import { builtin } from "./work.ts";

export function Models({ host, status, models }: { host: Host; status: Status; models: Known }): JSX.Element {
  const [, draw] = useReducer<number, void>((n) => n + 1, 0);
  const made = useRef<Choosing>();
  const again = useRef(models.again);
  again.current = models.again;
  const choosing = (made.current ??= new Choosing(host, () => draw(), () => again.current()));
  const { list } = models;
  return (
    <>
      {list && (["embed", "chat"] as const).map((kind) => <Choice kind={kind} list={list} status={status} choosing={choosing} downloads={models.downloads} />)}
      {choosing.cost && <CostDialog name={nameOf(choosing.wanted!.name)} cost={choosing.cost} onNo={() => choosing.cancel()} onYes={() => void choosing.confirm()} />}
    </>
  );
}

interface ChoiceProps {
  kind: Kind;
  list: ModelsList;
  status: Status;
  choosing: Choosing;
  downloads: Downloads;
}

interface Option {
  name: string;
  text?: string;
  bytes?: number;
}

function Choice({ kind, list, status, choosing, downloads }: ChoiceProps): JSX.Element {
  const options = optionsOf(kind, list);
  const wanted = choosing.wanted?.kind === kind ? choosing.wanted.name : undefined;
  const failed = choosing.failed?.kind === kind ? choosing.failed : undefined;
  const chosen = wanted ?? list.chosen[kind] ?? "";
  const better = betterOf(kind, list);
  const offered = list.ollama === "ready" ? offersOf(kind, list, downloads) : [];
  return (
    <fieldset class="choice">
      <legend>{t(`o.conn.${kind}`)}</legend>
      {options.map((o) => (
        <label class="opt" key={o.name}>
          <input type="radio" name={kind} value={o.name} checked={o.name === chosen} onChange={() => void choosing.pick(kind, o.name, list.ollama)} />
          <div>
            <b class="clip">{nameOf(o.name)}</b>
            {o.name !== "" && o.name === status.model[kind] && <span class="tag">{t("o.model.used")}</span>}
            {o.text && <p>{o.text}</p>}
            {o.name === wanted && !choosing.cost && <Trial />}
            {failed?.name === o.name && <p class="bad" role="alert">{failed.why}</p>}
          </div>
          {o.bytes ? <span class="size num">{size(o.bytes)}</span> : <span />}
        </label>
      ))}
      {better && options.length > 0 && offered.length === 0 && <p class="hintline">{better}</p>}
      {options.length === 0 && offered.length === 0 && <div class="rows"><div><Icon name="plus" /><div class="main"><p>{better || t("err.ollama.text")}</p></div></div></div>}
      {offered.length > 0 && (
        <div class="rows offers" role="group" aria-label={t("pull.more")}>
          {offered.map((m, i) => (
            <div key={m.name}>
              <Icon name="plus" />
              <div class="main"><b class="clip">{m.name}</b><p>{m.why}</p></div>
              <ModelDownload model={m} downloads={downloads} main={i === 0 && !list.installed.some((have) => have.kind === kind)} />
            </div>
          ))}
        </div>
      )}
    </fieldset>
  );
}

/** A model that is being tried: it may have to be loaded, which takes seconds. */
function Trial(): JSX.Element {
  return <div class="trial"><p>{t("o.model.trial")}</p><Waiting label={t("o.model.trial")} /></div>;
}

function nameOf(name: string): string {
  return name === "" ? t("o.model.auto") : name === builtin ? t("o.model.builtin") : name;
}

/** What can be chosen; nothing where there is no model at all. */
export function optionsOf(kind: Kind, list: ModelsList): Option[] {
  const installed: InstalledModel[] = list.installed.filter((m) => m.kind === kind);
  const options: Option[] = installed.map((m) => ({ name: m.name, bytes: m.bytes }));
  if (kind === "embed") options.unshift({ name: builtin, text: t("o.model.builtin.text") });
  const chosen = list.chosen[kind];
  if (chosen && !options.some((o) => o.name === chosen)) options.push({ name: chosen, text: t("o.model.gone") });
  if (options.length > 0) options.unshift({ name: "", text: t(`o.model.auto.${kind}`) });
  return options;
}

/** What can be had besides: what suits this computer, and what is coming although it is no such model. */
export function offersOf(kind: Kind, list: ModelsList, downloads: Downloads): { name: string; bytes: number; why: string }[] {
  const offered = list.recommended.filter((m) => m.kind === kind);
  if (kind === "embed") return offered;
  const others = downloads.going().filter((name) => !list.recommended.some((m) => m.name === name));
  return [...offered, ...others.map((name) => ({ name, bytes: 0, why: "" }))];
}

/** What there is to gain where nothing is installed. */
function betterOf(kind: Kind, list: ModelsList): string {
  const best = list.recommended.find((m) => m.kind === kind);
  if (!best || list.installed.some((m) => m.kind === kind)) return "";
  return t(kind === "embed" ? "rung.s2.more" : "rung.s3.text", { model: best.name, size: size(best.bytes) });
}
