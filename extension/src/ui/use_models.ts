// What models there are, for the page that shows them.
import { useEffect, useState } from "preact/hooks";
import type { Host } from "../host/client.ts";
import type { ModelsList } from "../protocol.gen.ts";

export interface Models {
  list: ModelsList | undefined;
  /** Asks again: something was chosen. */
  again(): void;
}

/** Asked for again whenever Ollama or a model comes or goes. */
export function useModels(host: Host): Models {
  const [list, setList] = useState<ModelsList>();
  const [turn, setTurn] = useState(0);
  const ready = host.state.kind === "ready";
  const state = `${host.status?.ollama} ${host.status?.model.chat} ${host.status?.model.embed}`;
  useEffect(() => {
    let current = true;
    if (ready) void host.call("models.list", {}).then((l) => current && setList(l), () => current && setList(undefined));
    return () => void (current = false);
  }, [ready, state, turn]);
  return { list, again: () => setTurn((n) => n + 1) };
}
