import { describe, expect, it } from 'vitest'
import { compressedAxis, plainAxis } from '../../renderer/features/trace/axis.ts'
import { drawAxis } from '../../renderer/features/trace/draw-axis.ts'
import { scaleOf } from '../../renderer/features/trace/scale.ts'
import type { Surface } from '../../renderer/features/trace/surface.ts'
import { fitAll } from '../../shared/trace/time-axis.ts'
import { treeOf } from '../unit/trace/build.ts'

const width = 400
const letter = 6

/** What is written on the axis, with the pixels that it takes. Every letter is six wide. */
function written(axis: ReturnType<typeof plainAxis>): { text: string; from: number; to: number }[] {
  const texts: { text: string; from: number; to: number }[] = []
  const context = {
    textAlign: 'left',
    measureText: (text: string) => ({ width: text.length * letter }),
    fillText(this: { textAlign: string }, text: string, x: number) {
      const from = this.textAlign === 'center' ? x - (text.length * letter) / 2 : x
      texts.push({ text, from, to: from + text.length * letter })
    },
    ...Object.fromEntries(
      ['fillRect', 'save', 'restore', 'beginPath', 'rect', 'clip', 'moveTo', 'lineTo', 'stroke'].map((name) => [
        name,
        () => undefined,
      ]),
    ),
  }
  const surface: Surface = {
    context: context as unknown as CanvasRenderingContext2D,
    width,
    height: 25,
    colour: () => '#000',
    font: () => '',
  }
  drawAxis(surface, scaleOf(axis, fitAll(axis.durationUs), width))
  return texts
}

describe('the labels of the time axis', () => {
  it('say of a cut how long it was, marked as a length and whole also at the edge', () => {
    const axis = compressedAxis(
      treeOf([
        { id: 'root', from: 0, to: 1_000_000 },
        { id: 'late', parent: 'root', from: 400_000, to: 1_000_000 },
      ]),
    )
    if (axis === null) throw new Error('the gap is long enough to be cut')
    const texts = written(axis)
    expect(texts.map(({ text }) => text)).toContain('↔ 400 ms')
    expect(texts.filter(({ from, to }) => from < 0 || to > width)).toEqual([])
  })

  it('stand apart from one another', () => {
    const turns = Array.from({ length: 6 }, (_, at) => ({ id: `t${at}`, from: at * 300_000, to: at * 300_000 + 100_000 }))
    const axis = compressedAxis(treeOf(turns)) ?? plainAxis(1)
    const texts = written(axis).sort((a, b) => a.from - b.from)
    expect(texts.filter(({ from }, at) => from < (texts[at - 1]?.to ?? 0))).toEqual([])
  })
})
