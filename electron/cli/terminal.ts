import { styleText } from 'node:util'

/** The two streams, and what they can show. Standard output holds the answer, standard error everything else. */
export interface Terminal {
  readonly interactive: boolean
  readonly width: number
  out(text: string): void
  note(text: string): void
  /** Rewrites the last line of standard error; only where it is a terminal. */
  status(text: string): void
  clearStatus(): void
  bold(text: string): string
  dim(text: string): string
  good(text: string): string
  warn(text: string): string
  bad(text: string): string
}

export interface TerminalStreams {
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean; readonly columns?: number }
}

/** Colours only on a terminal and never with `NO_COLOR`; what comes from spans is stripped of control characters before. */
export function createTerminal(streams: TerminalStreams, env: Readonly<Record<string, string | undefined>>): Terminal {
  const interactive = streams.stderr.isTTY === true && env.TERM !== 'dumb'
  const coloured = streams.stdout.isTTY === true && env.TERM !== 'dumb' && (env.NO_COLOR ?? '') === ''
  const paint = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    coloured ? styleText(format, text, { validateStream: false }) : text
  let shown = false
  const clearStatus = () => {
    if (shown) streams.stderr.write('\r\u001b[2K')
    shown = false
  }
  return {
    interactive,
    width: Math.max(40, Math.min(160, streams.stdout.columns ?? 100)),
    out(text) {
      clearStatus()
      streams.stdout.write(`${text}\n`)
    },
    note(text) {
      clearStatus()
      streams.stderr.write(`${text}\n`)
    },
    status(text) {
      if (!interactive) return
      streams.stderr.write(`\r\u001b[2K${text.slice(0, (streams.stderr.columns ?? 100) - 1)}`)
      shown = true
    },
    clearStatus,
    bold: paint('bold'),
    dim: paint('dim'),
    good: paint('green'),
    warn: paint('yellow'),
    bad: paint('red'),
  }
}

/** Control characters (escape sequences begin with one) and marks that change the direction of text. */
const harmful = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** Makes foreign text harmless on a terminal: what could steer it shows as `\u….`. */
export const harmless = (text: string): string =>
  text.replace(harmful, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)

/** Cuts at `width` characters, with an ellipsis. */
export const clip = (text: string, width: number): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1))}…`
