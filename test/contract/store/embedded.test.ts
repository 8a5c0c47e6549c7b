import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../electron/engine/store/open-store.ts'
import { findClickHouse } from '../../support/clickhouse.ts'
import { embeddedHome } from './homes.ts'
import { describeStore } from './store-contract.ts'

const parts = findClickHouse()

describe.runIf(parts !== null)('embedded', () => {
  describeStore('an embedded store', embeddedHome)

  it('says which process holds the directory', async () => {
    const path = await mkdtemp(join(tmpdir(), 'coval-store-'))
    const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-child.ts'), path, 'hold'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      await once(child.stdout, 'data')
      await expect(openStore({ kind: 'embedded', path, table: 'otel_traces' })).rejects.toMatchObject({
        code: 'store-taken',
        facts: { pid: child.pid },
      })
    } finally {
      child.kill('SIGKILL')
      await once(child, 'exit')
      await rm(path, { recursive: true })
    }
  })

  it('says that a path which is a file cannot hold a store', async () => {
    await expect(openStore({ kind: 'embedded', path: import.meta.filename, table: 'otel_traces' })).rejects.toMatchObject({
      code: 'store-failed',
    })
  })
})
