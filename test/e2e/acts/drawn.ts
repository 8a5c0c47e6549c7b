/**
 * For the page to evaluate: ends with its animations. One that ends may begin others in the frames behind it, as where a colour is
 * inherited, and without motion a style still changes a frame after its cause.
 */
export const drawnWhole = `(async () => {
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  do {
    await Promise.all(document.getAnimations().map((one) => one.finished.catch(() => undefined)))
    await frame()
    await frame()
  } while (document.getAnimations().length > 0)
})()`
