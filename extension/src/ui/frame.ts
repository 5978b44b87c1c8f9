// Painting at most once a frame, however quickly words come.

/** A function that runs draw in the next frame, once, however often it is called before. */
export function eachFrame(draw: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      draw();
    });
  };
}

/** Runs fn when what was drawn for the next frame has been painted. */
export function afterPaint(fn: () => void): void {
  requestAnimationFrame(() => {
    // A message sent within a frame is received after it.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = fn;
    port2.postMessage(0);
  });
}
