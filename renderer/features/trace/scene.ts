import { useMemo } from 'react'
import type { FilteredTree } from '../../../shared/trace/rows.ts'
import { filterTree, visibleRows } from '../../../shared/trace/rows.ts'
import type { SpanColours } from './colours.ts'
import { colourSpans } from './colours.ts'
import type { ComposedRows } from './composed-rows.ts'
import { composeRows } from './composed-rows.ts'
import { useViewer, useViewerState } from './viewer-store.ts'

/** What waterfall, flame graph and mini-map draw: the outcome of filter, folding and colouring. */
export interface Scene {
  readonly filtered: FilteredTree
  readonly composed: ComposedRows
  readonly colours: SpanColours
}

export function useScene(): Scene {
  const { model } = useViewer()
  const kinds = useViewerState((state) => state.kinds)
  const errorsOnly = useViewerState((state) => state.errorsOnly)
  const hits = useViewerState((state) => (state.hitsOnly && state.search.query.trim() !== '' ? state.search.hits : null))
  const collapsed = useViewerState((state) => state.collapsed)
  const closed = useViewerState((state) => state.closed)
  const colour = useViewerState((state) => state.colour)
  const filtered = useMemo(() => filterTree(model.tree, { kinds, errorsOnly, hits }), [model, kinds, errorsOnly, hits])
  const composed = useMemo(
    () => composeRows(model.tree, visibleRows(model.tree, filtered, collapsed), closed),
    [model, filtered, collapsed, closed],
  )
  const colours = useMemo(() => colourSpans(model.trace.spans, colour), [model, colour])
  return useMemo(() => ({ filtered, composed, colours }), [filtered, composed, colours])
}
