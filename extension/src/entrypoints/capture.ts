// Injected into a page when the person asks for it; `result` goes back to the
// background.
import { visibleCopy } from "../capture/visible.ts";

export const result = visibleCopy(document);
