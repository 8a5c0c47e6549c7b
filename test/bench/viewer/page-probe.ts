/**
 * What is run inside a measured page, ours and Phoenix's alike, as text: this project's tests know no DOM. It is there before
 * the page's own scripts, as `window.probe`.
 */
export const probe = (row: string): string => `(() => {
  const row = ${JSON.stringify(row)}
  const probe = (window.probe = { tasks: [], lastChange: 0, first: null, height: null })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.tasks.push({ from: entry.startTime, to: entry.startTime + entry.duration })
  }).observe({ type: 'longtask', buffered: true })
  probe.afterPaint = () => new Promise((done) => requestAnimationFrame(() => {
    const channel = new MessageChannel()
    channel.port1.onmessage = () => done(performance.now())
    channel.port2.postMessage(0)
  }))
  probe.longest = (from, to = Infinity) =>
    Math.max(0, ...probe.tasks.filter((task) => task.to > from && task.from < to).map((task) => task.to - task.from))
  const inSight = () => {
    const box = document.querySelector(row)?.getBoundingClientRect()
    return box !== undefined && box.height > 0 && box.width > 0 && box.top < innerHeight && box.bottom > 0
  }
  let waiting = null
  /** Resolves with the time at which a row has been painted. */
  probe.untilRows = () => {
    probe.first = null
    return (probe.rows = new Promise((resolve) => {
      waiting = async () => {
        if (!document.querySelector(row)) return
        waiting = null
        let at
        do at = await probe.afterPaint()
        while (!inSight())
        probe.first = at
        resolve(at)
      }
      waiting()
    }))
  }
  new MutationObserver(() => {
    probe.lastChange = performance.now()
    waiting?.()
  }).observe(document, { childList: true, subtree: true })
  probe.untilRows()
  /** Resolves once nothing has changed and no long task has run for so long, with the time of the last of these. */
  probe.untilQuiet = async (quietMs, mostMs = 60000) => {
    const from = performance.now()
    for (;;) {
      const last = Math.max(probe.lastChange, ...probe.tasks.map((task) => task.to))
      const now = performance.now()
      if (now - last > quietMs || now - from > mostMs) return last
      await new Promise((done) => setTimeout(done, 50))
    }
  }
})()`

/** A loop of whole numbers, the best of three: what tells this machine, and this moment, from another. Milliseconds. */
export const calibrate = `(() => {
  let best = Infinity
  for (let round = 0; round < 3; round++) {
    const from = performance.now()
    let sum = 0
    for (let at = 0; at < 2e7; at++) sum = (sum * 31 + at) | 0
    window.calibrated = sum
    best = Math.min(best, performance.now() - from)
  }
  return best
})()`

/** From `from` (the page's clock) to the first rows, and what stands there once the page is quiet. */
export const readLoad = (from: string): string => `(async () => {
  const from = ${from}
  const first = await probe.rows
  const settled = await probe.untilQuiet(1000)
  return {
    firstMs: first - from,
    settledMs: settled - from,
    elements: document.querySelectorAll('*').length,
    taskMs: probe.longest(from, first),
    laterTaskMs: probe.longest(first),
  }
})()`

/** Presses the button that brings more rows until it is gone; the time of the last change, and rows and elements then. */
export const pressMore = (button: string, row: string, mostMs: number): string => `(async () => {
  const from = performance.now()
  const count = () => document.querySelectorAll(${JSON.stringify(row)}).length
  const find = () => [...document.querySelectorAll('button')].find((one) => one.textContent.trim() === ${JSON.stringify(button)} && !one.disabled)
  let gaveUp = false
  for (let button = find(); button; button = find()) {
    const before = count()
    button.click()
    while (count() === before && performance.now() - from < ${mostMs}) await new Promise((done) => setTimeout(done, 30))
    await probe.untilQuiet(300)
    if (performance.now() - from >= ${mostMs}) { gaveUp = true; break }
  }
  return { allMs: probe.lastChange, rows: count(), elements: document.querySelectorAll('*').length, gaveUp }
})()`

/** Goes to the end of the list. True when its last row is in sight, which is told by the numbers of rows that the list claims. */
export const jumpToEnd = (scroller: string): string => `(async () => {
  const list = document.querySelector(${JSON.stringify(scroller)})
  const from = performance.now()
  list.scrollTop = list.scrollHeight
  await probe.afterPaint()
  const last = list.querySelector('[aria-rowindex="' + list.getAttribute('aria-rowcount') + '"]')
  const [box, within] = [last?.getBoundingClientRect(), list.getBoundingClientRect()]
  const reached = box !== undefined && box.height > 0 && box.top >= within.top && box.bottom <= within.bottom + 1
  const ms = performance.now() - from
  list.scrollTop = 0
  return { reached, ms, rows: Number(list.getAttribute('aria-rowcount')) - 1 }
})()`
