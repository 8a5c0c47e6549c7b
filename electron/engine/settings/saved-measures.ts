import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import * as z from 'zod'
import { CompanionError } from '../../../shared/contract/errors.ts'
import { Judge, JudgeEndpoint } from '../../../shared/contract/judges.ts'
import { SavedMetric, SavedSql } from '../../../shared/contract/metrics.ts'
import { changeVersioned, type FileKind, readVersioned } from './versioned-file.ts'

const MeasuresDocument = z.strictObject({
  version: z.literal(1),
  metrics: z.array(SavedMetric.strict()),
  queries: z.array(SavedSql.strict()),
  endpoints: z.array(JudgeEndpoint.strict()),
  judges: z.array(Judge.strict()),
})
type MeasuresDocument = z.infer<typeof MeasuresDocument>

const measuresFile: FileKind<MeasuresDocument> = {
  name: 'metrics',
  version: 1,
  schema: MeasuresDocument,
  empty: { version: 1, metrics: [], queries: [], endpoints: [], judges: [] },
}

interface Named {
  readonly id: string
  readonly name: string
}

/** One of the lists. Every method reads the file anew: the app and the command line may both be running. */
export interface SavedList<Item extends Named> {
  list(): Promise<Item[]>
  /** By id, else by name. Throws `usage`. */
  get(idOrName: string): Promise<Item>
  /** Creates (id null) or changes one. Throws `usage` when the name is taken or the id unknown. */
  save(draft: Omit<Item, 'id'> & { id: string | null }): Promise<Item>
  /** Answers false when there was none. */
  remove(id: string): Promise<boolean>
}

/** What a person saved to measure simulations with: a file beside the settings, without a secret in it. */
export interface SavedMeasures {
  readonly path: string
  readonly metrics: SavedList<SavedMetric>
  readonly queries: SavedList<SavedSql>
  readonly endpoints: SavedList<JudgeEndpoint>
  readonly judges: SavedList<Judge>
}

export function openMeasures({ directory }: { directory: string }): SavedMeasures {
  const path = join(directory, 'metrics.json')

  function listOver<Item extends Named>(
    what: string,
    read: (document: MeasuresDocument) => readonly Item[],
    write: (document: MeasuresDocument, items: Item[]) => MeasuresDocument,
  ): SavedList<Item> {
    const change = <Result>(edit: (items: readonly Item[]) => { items: Item[]; result: Result }): Promise<Result> =>
      changeVersioned(path, measuresFile, (document) => {
        const { items, result } = edit(read(document))
        return { document: write(document, items), result }
      })
    const unknown = (id: string) => new CompanionError('usage', `There is no ${what} ${id}`)
    return {
      list: async () => [...read(await readVersioned(path, measuresFile))],
      async get(idOrName) {
        const items = read(await readVersioned(path, measuresFile))
        const found = items.find(({ id }) => id === idOrName) ?? items.find(({ name }) => name === idOrName)
        if (found === undefined) throw unknown(idOrName)
        return found
      },
      save: (draft) =>
        change((items) => {
          const { id } = draft
          if (items.some((item) => item.name === draft.name && item.id !== id))
            throw new CompanionError('usage', `There is already a ${what} named ${draft.name}`)
          if (id !== null && !items.some((item) => item.id === id)) throw unknown(id)
          const saved = { ...draft, id: id ?? randomUUID() } as Item
          return { items: id === null ? [...items, saved] : items.map((item) => (item.id === id ? saved : item)), result: saved }
        }),
      remove: (id) =>
        change((items) => {
          const left = items.filter((item) => item.id !== id)
          return { items: left, result: left.length < items.length }
        }),
    }
  }

  return {
    path,
    metrics: listOver<SavedMetric>(
      'metric',
      (document) => document.metrics,
      (document, metrics) => ({ ...document, metrics }),
    ),
    queries: listOver<SavedSql>(
      'query',
      (document) => document.queries,
      (document, queries) => ({ ...document, queries }),
    ),
    endpoints: listOver<JudgeEndpoint>(
      'endpoint',
      (document) => document.endpoints,
      (document, endpoints) => ({ ...document, endpoints }),
    ),
    judges: listOver<Judge>(
      'judge',
      (document) => document.judges,
      (document, judges) => ({ ...document, judges }),
    ),
  }
}
