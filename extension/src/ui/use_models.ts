// What models there are and which are being downloaded, for the page that
// shows them.
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import type { ModelsList } from "../protocol.gen.ts";
import { Downloads } from "./downloads.ts";

export interface Models {
  list: ModelsList | undefined;
  /** Asks again: something was chosen. */
  again(): void;
  downloads: Downloads;
}

/** Asked for again whenever Ollama or a model comes or goes. */
export function useModels(host: Host): Models {
  const [list, setList] = useState<ModelsList>();
  const [turn, setTurn] = useState(0);
  const [, draw] = useReducer<number, void>((n) => n + 1, 0);
  const again = () => setTurn((n) => n + 1);
  const made = useRef<Downloads>();
  const downloads = (made.current ??= new Downloads(host, () => draw(), again));
  useEffect(() => () => downloads.close(), []);
  const ready = host.state.kind === "ready";
  const state = `${host.status?.ollama} ${host.status?.model.chat} ${host.status?.model.embed}`;
  useEffect(() => {
    let current = true;
    if (ready) void host.call("models.list", {}).then((l) => {
      if (!current) return;
      downloads.known(l);
      setList(l);
    }, () => current && setList(undefined));
    return () => void (current = false);
  }, [ready, state, turn]);
  return { list, again, downloads };
}
