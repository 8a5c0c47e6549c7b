import { describe, expect, test } from 'vitest'
import { createDeepLinkQueue, findDeepLink, readDeepLink } from '../../electron/main/deep-link.ts'
import { IncomingLink } from '../../shared/contract/shell.ts'

describe('[security] deep links', () => {
  test('fill the form and nothing else: a host, a key or an order to start is dropped', () => {
    const link = readDeepLink(
      'coval-companion://import?simulation=sim-1&start=2026-01-02T03:04:05Z&end=2026-01-02T03:14:05Z&project=demo&host=http://evil.example&api_key=stolen&start_now=1&connection=other&replace=true',
    )
    expect(link).toEqual({
      kind: 'deep-link',
      simulation: 'sim-1',
      start: '2026-01-02T03:04:05.000000Z',
      end: '2026-01-02T03:14:05.000000Z',
      project: 'demo',
      ignored: ['host', 'api_key', 'start_now', 'connection', 'replace'],
    })
    expect(JSON.stringify(link)).not.toMatch(/evil|stolen/)
  })

  test('have one shape, whatever comes', () => {
    const links = [
      'coval-companion://import?simulation=sim-1',
      'coval-companion://import',
      'coval-companion://run?simulation=sim-1',
      'coval-companion:import?simulation=sim-1&simulation=sim-2',
      'coval-companion://import?simulation=%E0%A4%A',
      'coval-companion://import?simulation=ev%0Ail',
      'coval-companion://import?simulation=sim-1&project=a/b',
      `coval-companion://import?simulation=${'x'.repeat(5_000)}`,
      'javascript:alert(1)',
      'just-an-id',
    ]
    const read = links.map(readDeepLink)
    expect(read.map((link) => IncomingLink.safeParse(link).success)).toEqual(links.map(() => true))
    expect(read.map((link) => link.kind)).toEqual(['deep-link', ...links.slice(1).map(() => 'invalid')])
  })

  test('are found by their scheme wherever Chromium has put them among the arguments', () => {
    const link = 'coval-companion://import?simulation=sim-1'
    expect([
      findDeepLink(['app', '--flag', link]),
      findDeepLink(['app', link, '--allow-file-access-from-files']),
      findDeepLink(['app', 'COVAL-COMPANION://import?simulation=sim-1']),
      findDeepLink(['app', '--x=coval-companion://import', 'https://evil.example/?coval-companion://import']),
    ]).toEqual([link, link, 'COVAL-COMPANION://import?simulation=sim-1', null])
  })

  test('wait until the page takes them, and are taken once', () => {
    const announced: string[] = []
    const queue = createDeepLinkQueue(() => announced.push('came'))
    queue.offer('coval-companion://import?simulation=first')
    queue.offer('coval-companion://import?simulation=second')
    expect([queue.take(), queue.take(), announced.length]).toEqual([
      { kind: 'deep-link', simulation: 'second', start: null, end: null, project: null, ignored: [] },
      null,
      2,
    ])
  })
})
