import type { SpanSource } from '../../shared/contract/index.ts'
import type { AppLocation } from './location.ts'
import { formatLocation } from './location.ts'
import { foresee, navigate, useNavigation } from './navigation.ts'
import { startTrace } from './trace-location.ts'

const viewerOf = (source: SpanSource, only: string | null): Partial<AppLocation> => ({
  view: 'trace',
  source,
  viewer: { ...startTrace, only },
})

/** Opens a source in the trace viewer: all of its traces, or one of them alone. */
export const openViewer = (source: SpanSource, only: string | null = null): void => navigate(viewerOf(source, only))

/** The same as an address, for a link. */
export const viewerAddress = (source: SpanSource, only: string | null = null): string =>
  formatLocation({ ...useNavigation.getState().location, ...viewerOf(source, only) })

/** What a control that opens a source does while it is pointed at, or has the focus: the spans are then there when it is pressed. */
export const foreseeViewer = (source: SpanSource) => {
  const foreseen = () => foresee(viewerOf(source, null))
  return { onPointerEnter: foreseen, onFocus: foreseen }
}
