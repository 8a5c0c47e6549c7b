import { useQueryClient } from '@tanstack/react-query'
import type { ConnectionView } from '../../../shared/contract/connection.ts'
import { useEngine } from '../../stores/engine.tsx'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { queryKeys } from '../../stores/queries.ts'
import { KeyField, keptWhere } from '../../widgets/key-field.tsx'

const letGo = () => navigate({ focus: null }, 'replace')

/** The API key of one Phoenix. */
export function ConnectionKey({ connection }: { connection: ConnectionView }) {
  const client = useEngine()
  const queries = useQueryClient()
  const asked = useLocation().focus === 'key'
  const { id, name, host, key } = connection
  const sent = `It is sent to ${new URL(host).origin} only`
  return (
    <KeyField
      of={name}
      state={key}
      hint={`${keptWhere(key)} ${sent}${key.configured || key.unreadable !== null ? '.' : '; a Phoenix without authentication needs none.'}`}
      asked={asked}
      onAsked={letGo}
      save={(typed) => client.connections.setKey({ id, key: typed })}
      remove={() => client.connections.removeKey({ id })}
      onChanged={() => queries.invalidateQueries({ queryKey: queryKeys.connections })}
    />
  )
}
