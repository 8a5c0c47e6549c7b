import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { openStore } from '../../../electron/engine/store/open-store.ts'

vi.mock('chdb/connection', () => {
  throw new Error('no build for this platform')
})

it('a machine without chDB learns that a server works there', async () => {
  const path = await mkdtemp(join(tmpdir(), 'coval-store-'))
  try {
    await expect(openStore({ kind: 'embedded', path, table: 'otel_traces' })).rejects.toMatchObject({
      code: 'store-failed',
      message: expect.stringMatching(/needs chDB.*a ClickHouse server works everywhere/),
    })
  } finally {
    await rm(path, { recursive: true })
  }
})
