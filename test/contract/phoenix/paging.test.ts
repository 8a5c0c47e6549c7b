import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import { onRequests } from '../../../electron/engine/replay/faults.ts'
import type { ReplayProject } from '../../../electron/engine/replay/rows.ts'
import { type ReplayOptions, type ReplayServer, startReplayServer } from '../../../electron/engine/replay/server.ts'
import { readAll, withClient } from '../../support/client.ts'
import { readCorpusProjects } from '../../support/corpus.ts'
import { createSpanMaker } from '../../support/made-phoenix.ts'
import { writePhoenixPage } from '../../support/phoenix-page.ts'

const query = { project: 'support-agent', range: null, limit: 20 }

describe('paging', () => {
  let recordings: readonly ReplayProject[]
  let server: ReplayServer | null = null
  const start = async (options: Partial<ReplayOptions> = {}): Promise<ReplayServer> => {
    server = await startReplayServer({ recordings, ...options })
    return server
  }
  beforeAll(async () => {
    recordings = readCorpusProjects(['support-agent'])
  })
  afterEach(() => server?.close())

  it('asks for the next page before this one is taken, and for no more than that', async () => {
    const { url, requests } = await start()
    await withClient({ host: url }, async (client) => {
      const pages = client.pages(query)
      await pages.next()
      await expect.poll(() => requests.length).toBe(2)
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(requests.length).toBe(2)
      await pages.next()
      await expect.poll(() => requests.length).toBe(3)
      await pages.return()
    })
  })

  it('has sent the next request before it parses a page: Phoenix works meanwhile', async () => {
    const { url } = await start()
    let sent = 0
    const count = () => {
      sent += 1
    }
    subscribe('undici:client:sendHeaders', count)
    try {
      await withClient({ host: url }, async (client) => {
        const sentBy: number[] = []
        for await (const page of client.pages(query)) sentBy.push(page.last ? 0 : sent)
        expect(sentBy).toEqual([2, 3, 4, 0])
      })
    } finally {
      unsubscribe('undici:client:sendHeaders', count)
    }
  })

  it('asks for nothing ahead where that is switched off', async () => {
    const { url, requests } = await start()
    await withClient({ host: url }, async (client) => {
      const pages = client.pages(query, { ahead: false })
      await pages.next()
      await new Promise((resolve) => setTimeout(resolve, 50))
      expect(requests.length).toBe(1)
      expect((await pages.next()).value?.spans.length).toBe(20)
    })
  })

  it('continues behind a cursor', async () => {
    const { url } = await start()
    const [first, rest] = await withClient({ host: url }, async (client) => {
      const page = (await client.pages(query).next()).value
      const others: number[] = []
      for await (const other of client.pages(query, { cursor: page?.nextCursor ?? '' })) others.push(other.spans.length)
      return [page?.spans.length, others]
    })
    expect([first, rest]).toEqual([20, [20, 20, 6]])
  })

  it('gives up the request ahead when the loop is left', async () => {
    const { url, requests } = await start({ faults: onRequests([2], { kind: 'silence' }) })
    const finished: (number | null)[] = []
    await withClient({ host: url, onRequest: ({ status }) => finished.push(status) }, async (client) => {
      for await (const page of client.pages(query)) {
        expect(page.spans.length).toBe(20)
        await expect.poll(() => requests.length).toBe(2)
        break
      }
      await expect.poll(() => finished).toEqual([200, null])
      // The client itself goes on.
      expect((await client.projects()).length).toBe(1)
    })
  })

  it('drops spans that an earlier page held', async () => {
    const doubled = recordings.map(({ name, pages }) => ({ name, pages: [...pages, ...pages] }))
    const { url } = await start({ recordings: doubled })
    const pages = await withClient({ host: url }, (client) => readAll(client, { ...query, limit: 50 }))
    expect(pages.map(({ spans }) => spans.length)).toEqual([50, 16, 0])
  })

  it('drops no span whose id another trace has, on one page or on two', async () => {
    const span = createSpanMaker()
    const page = writePhoenixPage([span(0, { id: '00f067aa0ba902b7' }), span(1, { id: '00f067aa0ba902b7' })])
    const { url } = await start({ recordings: [{ name: 'made', pages: [page] }] })
    const counts = await withClient({ host: url }, async (client) =>
      Promise.all([1, 2].map((limit) => readAll(client, { project: 'made', range: null, limit }))),
    )
    expect(counts.map((pages) => pages.map(({ spans }) => spans.length))).toEqual([[1, 1], [2]])
  })

  it('reads every page of the list of projects', async () => {
    const page = recordings[0]?.pages ?? []
    const many = Array.from({ length: 230 }, (_, index) => ({ name: `agent-${index}`, pages: page }))
    const { url, requests } = await start({ recordings: many })
    const names = await withClient({ host: url }, (client) => client.projects())
    expect([names.length, new Set(names).size, requests.length]).toEqual([230, 230, 3])
  })

  it('takes a project by a name that needs encoding', async () => {
    const name = 'Ärger & Co. 100% +1'
    const { url } = await start({ recordings: recordings.map(({ pages }) => ({ name, pages })) })
    const pages = await withClient({ host: url }, (client) => readAll(client, { project: name, range: null }))
    expect(pages.map(({ spans }) => spans.length)).toEqual([66])
  })
})
