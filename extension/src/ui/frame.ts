// Drawing as soon as there is something to draw, and at most once a frame,
// however quickly words come.

/**
 * A function that has draw run soon, once, however often it is called before:
 * as soon as what runs now is done and not only with the next frame, which then
 * has nothing left but to lay it out. What is to be drawn again within the same
 * frame waits for the next one. A page that is still out of sight has no
 * frames: what comes until its first one is drawn at once, so that it is
 * complete when it comes into view. `painted` is called when a drawing has been
 * painted.
 */
export function eachFrame(draw: () => void, painted: () => void = () => undefined): () => void {
  let wanted = false;
  /** A frame is asked for; seen: there has been one. */
  let asked = false;
  let seen = false;
  const soon = new MessageChannel();
  const after = new MessageChannel();
  const run = (): void => {
    if (!wanted) return;
    wanted = false;
    draw();
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      seen = true;
      run();
      // A message sent within a frame is received when that has been painted.
      after.port2.postMessage(0);
    });
  };
  soon.port1.onmessage = run;
  after.port1.onmessage = painted;
  return () => {
    if (wanted) return;
    wanted = true;
    if (!asked || (!seen && document.hidden)) soon.port2.postMessage(0);
  };
}
