import type { ConnectionView } from '../../../shared/contract/connection.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { ComparisonSide, OpenedRecording } from '../../../shared/contract/recordings.ts'

/** One side as a word of a link: `recording:…`, or `live:…` with the connection; the request is the form's. */
export type SideChoice =
  | { readonly kind: 'recording'; readonly id: string }
  | { readonly kind: 'live'; readonly connectionId: string }

export const formatSide = (side: SideChoice): string =>
  side.kind === 'recording' ? `recording:${side.id}` : `live:${side.connectionId}`

/** The inverse of `formatSide`; null for anything else, because a link is hostile input. */
export function parseSide(text: string | null): SideChoice | null {
  const [, kind, id] = /^(recording|live):(.{1,200})$/.exec(text ?? '') ?? []
  if (!id) return null
  return kind === 'recording' ? { kind, id } : { kind: 'live', connectionId: id }
}

export interface SideOption {
  readonly value: string
  readonly label: string
}

/** What can stand on a side: every opened recording, and every connection to a Phoenix. */
export const sideOptions = (
  recordings: readonly OpenedRecording[],
  connections: readonly ConnectionView[],
): { recordings: SideOption[]; live: SideOption[] } => ({
  recordings: recordings.map(({ id, name }) => ({ value: formatSide({ kind: 'recording', id }), label: name })),
  live: connections
    .filter(({ id }) => !recordings.some(({ connection }) => connection.id === id))
    .map(({ id, name, project }) => ({ value: formatSide({ kind: 'live', connectionId: id }), label: `${name} / ${project}` })),
})

/**
 * The two sides to start from: what the link names, else the newest recordings, else the first Phoenix. A recording that the link
 * names stays, also where it is not open: another one must not stand in its place.
 */
export function proposeSides(
  linked: { readonly left: string | null; readonly right: string | null },
  options: ReturnType<typeof sideOptions>,
): { left: string | null; right: string | null } {
  const all = [...[...options.recordings].reverse(), ...options.live].map(({ value }) => value)
  const named = (text: string | null) => (parseSide(text)?.kind === 'recording' ? text : all.find((value) => value === text))
  const left = named(linked.left) ?? all.find((value) => value !== linked.right) ?? null
  const right = named(linked.right) ?? all.find((value) => value !== left) ?? null
  return { left, right }
}

/**
 * The side as the engine is asked for it, or what is missing. A live side asks what the form asks, on its own connection; a form
 * that was filled from a redacted recording holds tags and moved times, which no Phoenix has.
 */
export function describeSide(
  choice: SideChoice | null,
  form: { readonly request: ImportRequest } | { readonly missing: string },
  recordings: readonly OpenedRecording[],
): { side: ComparisonSide } | { missing: string } {
  if (!choice) return { missing: 'Choose a side.' }
  if (choice.kind === 'recording') {
    if (!recordings.some(({ id }) => id === choice.id))
      return { missing: `The recording ${choice.id} of this link is not open. Open its file, or choose another side.` }
    return { side: { kind: 'recording', id: choice.id } }
  }
  if ('missing' in form) return { missing: `A live side asks what the Import form asks. ${form.missing}` }
  const { simulation } = form.request
  const redacted = recordings.find(
    ({ level, request }) => level !== null && level !== 'everything' && request.simulation === simulation,
  )
  if (redacted && simulation !== null)
    return {
      missing: `The Import form asks for ${simulation}, a tag of ${redacted.name} that no Phoenix knows. Type the real simulation output id there.`,
    }
  return { side: { kind: 'live', request: { ...form.request, connectionId: choice.connectionId, replace: false } } }
}
