/** Frames of one pass, milliseconds from one to the next. */
export interface Pass {
  readonly frames: readonly number[]
  /** Of the looks at four heights those that met no row at all; percent. */
  readonly blankPercent: number
  readonly taskMs: number
}

const passMs = 3000

/** Runs `step(elapsedMs)` in every frame for three seconds, and looks after each whether rows are where they ought to be. */
const frames = (scroller: string, row: string | null, step: string): string => `(async () => {
  const list = document.querySelector(${JSON.stringify(scroller)})
  const most = list.scrollHeight - list.clientHeight
  list.scrollTop = 0
  await probe.afterPaint()
  await new Promise((done) => setTimeout(done, 400))
  const box = list.getBoundingClientRect()
  const x = box.left + Math.min(200, list.clientWidth / 3)
  const row = ${JSON.stringify(row)}
  const frames = []
  let [looks, blank, last] = [0, 0, null]
  const look = () => {
    const met = [0.3, 0.5, 0.7, 0.9].some((share) => document.elementFromPoint(x, box.top + list.clientHeight * share)?.closest(row))
    looks++
    if (!met) blank++
  }
  const step = ${step}
  const from = performance.now()
  await new Promise((done) => {
    const frame = (now) => {
      if (last !== null) frames.push(now - last)
      last = now
      const elapsed = performance.now() - from
      if (elapsed > ${passMs}) return done()
      step(elapsed)
      if (row !== null) {
        const channel = new MessageChannel()
        channel.port1.onmessage = look
        channel.port2.postMessage(0)
      }
      requestAnimationFrame(frame)
    }
    requestAnimationFrame(frame)
  })
  return { frames, blankPercent: (100 * blank) / Math.max(1, looks), taskMs: probe.longest(from, performance.now()) }
})()`

/** `steady`: three pixels a millisecond. `sweep`: the whole list in three seconds. `row` null leaves out the looks, which cost time. */
export const scrollPass = (scroller: string, speed: 'steady' | 'sweep', row: string | null): string =>
  frames(
    scroller,
    row,
    `(elapsed) => {
      const way = (elapsed * ${speed === 'sweep' ? `(most / ${passMs})` : '3'}) % (2 * most)
      list.scrollTop = way > most ? 2 * most - way : way
    }`,
  )

/** Zooms in about sixteen times and then pans back and forth, with the wheel. */
export const panPass = (scroller: string): string => `(async () => {
  const list = document.querySelector(${JSON.stringify(scroller)})
  const box = list.getBoundingClientRect()
  const wheel = (more) => list.dispatchEvent(new WheelEvent('wheel', { bubbles: true, cancelable: true, clientX: box.right - box.width / 4, clientY: box.top + box.height / 2, ...more }))
  for (let turn = 0; turn < 12; turn++) {
    wheel({ ctrlKey: true, deltaY: -100 })
    await probe.afterPaint()
  }
  window.panned = (elapsed) => wheel({ deltaX: Math.floor(elapsed / 750) % 2 === 0 ? 60 : -60 })
  return await ${frames(scroller, null, 'window.panned')}
})()`

/** From the press on the view's button until its canvas is painted, with bars on it. */
export const openFlame = `(async () => {
  const canvas = '[data-flame-canvas]'
  const shown = new Promise((done) => {
    const watch = new MutationObserver(() => {
      if (!document.querySelector(canvas)) return
      watch.disconnect()
      done(probe.afterPaint())
    })
    watch.observe(document, { childList: true, subtree: true })
  })
  const from = performance.now()
  document.querySelector('input[type=radio][value=flame]').click()
  const painted = await shown
  await probe.untilQuiet(1000)
  const flame = document.querySelector(canvas)
  const { data } = flame.getContext('2d').getImageData(0, 0, flame.width, Math.min(200, flame.height))
  let bars = 0
  for (let at = 3; at < data.length; at += 4) if (data[at] > 0) bars++
  return { openMs: painted - from, taskMs: probe.longest(from), elements: document.querySelectorAll('*').length, coloured: bars }
})()`

/** Presses a button by its words; from there it is measured as a page that is loaded. */
export const pressButton = (words: string): string => `(() => {
  const button = [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === ${JSON.stringify(words)})
  probe.untilRows()
  window.pressedAt = performance.now()
  button.click()
})()`
