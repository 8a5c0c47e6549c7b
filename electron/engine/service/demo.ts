import { readFile } from 'node:fs/promises'
import type { Connection } from '../../../shared/contract/connection.ts'
import { demoConnectionId } from '../../../shared/contract/recording-ids.ts'
import { readCase } from '../recording/read-case.ts'
import { serveCase } from '../recording/serve-case.ts'
import { type Engine, transientConnection } from './engine.ts'
import { findResource } from './resources.ts'

/** 40 overlapping simulations in one window of 7,482 spans: where Coval's five pages leave none of them whole. */
export const demoProject = 'busy-agent'

export interface Demo {
  readonly connection: Connection
  readonly simulation: string
  readonly window: { readonly start: string; readonly end: string }
}

/** The simulation to try: 183 spans, of which the documented limits leave 112; its window lies inside everybody else's. */
export const demoSimulation = '6tyNbvsR5dHtfsEEcPcZwK'
export const demoWindow = { start: '2026-11-22T14:43:15.278285Z', end: '2026-11-22T14:43:39.089429Z' }

/** Serves the bundled recording on loopback until the engine closes, and adds a connection to it that is saved nowhere. */
export async function startDemo(engine: Engine): Promise<Demo> {
  const held = engine.targets.transient().find(({ id }) => id === demoConnectionId)
  const connection = held ?? (await serveRecording(engine))
  return { connection, simulation: demoSimulation, window: demoWindow }
}

async function serveRecording(engine: Engine): Promise<Connection> {
  const server = await serveCase(await readCase(await readFile(await findResource('recordings/demo.cvcase'))))
  engine.onClose(() => server.close())
  const connection = transientConnection(demoConnectionId, 'Demo recording', server.url, demoProject)
  engine.targets.addTransient({ connection, apiKey: null })
  return connection
}
