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
