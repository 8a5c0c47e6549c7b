import type { ConnectionView } from '../../../shared/contract/connection.ts'

/** A connection as one row: active mark, name, host, project, state of its key. */
export function connectionLine(view: ConnectionView, active: boolean): string[] {
  const { key } = view
  const state =
    key.unreadable !== null
      ? `key cannot be read: ${key.unreadable}`
      : key.originMismatch
        ? `key for ${key.origin}, type it again`
        : key.configured
          ? 'key configured'
          : 'no key'
  return [active ? '*' : ' ', view.name, view.host, view.project, view.plainHttpWarning ? `${state}, over plain http` : state]
}
