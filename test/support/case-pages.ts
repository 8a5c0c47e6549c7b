import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

interface ReadLine {
  readonly kind?: string
  readonly target?: string
  readonly body?: number | null
  readonly text?: string
}

/**
 * The pages of a whole project that a case holds, first page first. A reader of its own, by docs/recording-format.md and nothing else:
 * at once, because tests need pages before they begin, and because the product's reader and what it was given should not be one's word.
 */
export function readCasePages(file: string, project: string): string[] {
  const [, manifest = '', ...lines] = gunzipSync(readFileSync(file)).toString('utf8').trimEnd().split('\n')
  const { parts } = JSON.parse(manifest) as { parts: readonly { kind: string }[] }
  const ofKind = (kind: string): string[] => lines.filter((_, at) => parts[at]?.kind === kind)
  const read = (line = 'null'): ReadLine => JSON.parse(line) as ReadLine
  const path = `/v1/projects/${encodeURIComponent(project)}/spans/otlpv1`
  const bodies = ofKind('body')
  return ofKind('exchange')
    .map(read)
    .filter(({ target = '' }) => target.split('?')[0] === path)
    .map(({ body }) => read(bodies[body ?? -1]).text ?? '')
}
