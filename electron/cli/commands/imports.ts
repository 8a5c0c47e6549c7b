import { CompanionError } from '../../../shared/contract/errors.ts'
import type { ImportRecord } from '../../../shared/contract/import.ts'
import type { Store } from '../../engine/store/types.ts'
import { exitCodes } from '../exit-codes.ts'
import { jsonDocument } from '../json.ts'
import { openEngine } from '../session.ts'
import { harmless } from '../terminal.ts'
import { importsTable, recordText } from '../text/imports.ts'
import type { Command } from './command.ts'

/** By import id or simulation output id. */
async function find(store: Store, id: string | undefined): Promise<ImportRecord> {
  if (id === undefined) throw new CompanionError('usage', 'Name an import id or a simulation output id')
  const record = (await store.getImport(id)) ?? (await store.findImport(id))
  if (record === null) throw new CompanionError('usage', `The store holds no import of ${id}`)
  return record
}

export const importsCommand: Command = {
  name: 'imports',
  form: 'list|show|delete [ID]',
  summary: 'list, show or delete what was imported',
  options: ['store', 'table', 'with-password', 'json'],
  async run(session, options, [word, id]) {
    const { terminal } = session
    const engine = await openEngine(session, options)
    try {
      const store = await engine.store()
      switch (word) {
        case 'list': {
          const records = await store.listImports()
          terminal.out(options.json === true ? jsonDocument({ imports: records }) : importsTable(terminal, records))
          return exitCodes.done
        }
        case 'show': {
          const record = await find(store, id)
          terminal.out(options.json === true ? jsonDocument(record) : recordText(terminal, record))
          return exitCodes.done
        }
        case 'delete': {
          const record = await find(store, id)
          await store.removeImport(record.importId)
          const { importId, simulation, spans } = record
          terminal.out(
            options.json === true
              ? jsonDocument({ deleted: { importId, simulation, spans } })
              : harmless(`Deleted ${spans} spans of ${simulation ?? 'a window'}.`),
          )
          return exitCodes.done
        }
        default:
          throw new CompanionError('usage', '`imports` is followed by list, show or delete')
      }
    } finally {
      await engine.close()
    }
  },
}
