import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { ROOT } from './project-files.ts'

const css = readFileSync(path.join(ROOT, 'renderer', 'app', 'tokens.css'), 'utf8')

/** The colours of one scheme; the dark one says only what differs. */
function tokensOf(scheme: 'light' | 'dark'): ReadonlyMap<string, string> {
  const tokens = new Map<string, string>()
  for (const [, selector = '', body = ''] of css.matchAll(/(:root[^{]*)\{([^}]*)\}/g)) {
    if (scheme === 'light' && selector.includes('dark')) continue
    for (const [, name = '', value = ''] of body.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6});/g)) tokens.set(name, value)
  }
  return tokens
}

/** Relative luminance as WCAG 2.2 defines it. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (lighter + 0.05) / (darker + 0.05)
}

const under = ['surface', 'bg', 'sunken'] as const

describe.each(['light', 'dark'] as const)('the colours of the %s scheme', (scheme) => {
  const tokens = tokensOf(scheme)
  const tooWeak = (names: readonly string[], least: number, grounds: readonly string[] = under) =>
    names.flatMap((name) =>
      grounds.flatMap((ground) => {
        const ratio = contrast(tokens.get(name) ?? '#000000', tokens.get(ground) ?? '#000000')
        return tokens.has(name) && ratio >= least ? [] : [`${name} on ${ground}: ${ratio.toFixed(2)}`]
      }),
    )

  it('set bars, fields and switches off from what lies under them by 3:1', () => {
    expect(tooWeak(['matched-bar', 'other-bar', 'none-bar', 'field-border', 'accent', 'bad'], 3)).toEqual([])
  })

  it('set text off by 4.5:1', () => {
    expect(tooWeak(['text', 'muted', 'placeholder', 'matched', 'other', 'none', 'bad', 'accent', 'recording'], 4.5)).toEqual([])
    expect([...tooWeak(['muted'], 4.5, ['none-soft']), ...tooWeak(['text'], 4.5, ['raised'])]).toEqual([])
  })
})

it('black on white is 21:1', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5)
})
