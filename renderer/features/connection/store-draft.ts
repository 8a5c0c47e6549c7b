import { create } from 'zustand'
import type { StoreSettings } from '../../../shared/contract/connection.ts'

type Kind = StoreSettings['kind']
type Of<K extends Kind> = Extract<StoreSettings, { kind: K }>

interface StoreDraft {
  /** Null while none was chosen: then it is the kind in use. */
  readonly kind: Kind | null
  readonly embedded: Of<'embedded'> | null
  readonly server: Of<'server'> | null
}

const nothing: StoreDraft = { kind: null, embedded: null, server: null }

/** What is typed in the store's card and not saved, each kind for itself, on whichever page the card stands. Never a password. */
const useTyped = create<StoreDraft>(() => nothing)

const unsaved = {
  embedded: { kind: 'embedded', path: null, table: 'otel_traces' },
  server: { kind: 'server', url: 'http://localhost:8123', user: 'default', database: 'default', table: 'otel_traces' },
} as const

/** The settings in the form: what is typed, else what is in use, else what a store of that kind starts with. */
export function useStoreDraft(inUse: StoreSettings): StoreSettings {
  const typed = useTyped()
  const kind = typed.kind ?? inUse.kind
  return typed[kind] ?? (kind === inUse.kind ? inUse : unsaved[kind])
}

export const chooseStoreKind = (kind: Kind): void => useTyped.setState({ kind })

export const changeStoreDraft = (settings: StoreSettings): void => useTyped.setState({ [settings.kind]: settings })

/** Of saved settings there is no draft any more, but of what was typed while they were being saved. */
export function forgetStoreDraft(saved: StoreSettings | null = null): void {
  const typed = saved && useTyped.getState()[saved.kind]
  if (typed === null || typed === saved) useTyped.setState(nothing)
}
