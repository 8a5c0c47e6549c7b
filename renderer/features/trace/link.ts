import { useEffect } from 'react'
import { navigate, useNavigation } from '../../stores/navigation.ts'
import type { TraceLocation } from '../../stores/trace-location.ts'
import { formatPlace, parsePlace } from '../../stores/trace-location.ts'
import { searchNames } from './search-spans.ts'
import { findPlace, placeOf } from './span-place.ts'
import type { TraceModel } from './trace-model.ts'
import type { Viewer, ViewerState, ViewerStore } from './viewer-store.ts'
import { createViewerStore } from './viewer-store.ts'

/** Milliseconds that the link may lag: arrow keys select thirty spans a second, and browsers refuse that many changes of the address. */
const lag = 160

const selectedIn = (model: TraceModel, span: string | null): number => {
  const place = parsePlace(span)
  return place === null ? -1 : findPlace(model.trace, place)
}

/** A store that starts as the link says. */
export function createLinkedStore(model: TraceModel): ViewerStore {
  const { viewer } = useNavigation.getState().location
  const store = createViewerStore(model, {
    view: viewer.view,
    colour: viewer.colour,
    kinds: viewer.kinds,
    compressed: viewer.cut ?? model.mostlyIdle,
    path: viewer.path,
    selected: selectedIn(model, viewer.span),
  })
  if (viewer.find !== '') store.getState().set({ search: searchNames(model, viewer.find) })
  return store
}

export function linkOf(model: TraceModel, state: ViewerState): TraceLocation {
  const place = placeOf(model.trace, state.selected)
  return {
    view: state.view,
    span: place && formatPlace(place),
    colour: state.colour,
    kinds: state.kinds === null ? [] : [...state.kinds],
    cut: state.axis.compressed === model.mostlyIdle ? null : state.axis.compressed,
    path: state.path,
    find: state.search.query.slice(0, 1000),
    only: model.only?.traceId ?? null,
  }
}

/** Keeps link and state alike: the state writes the link a moment later, and a link that somebody else changed is followed. */
export function useLink({ model, store }: Viewer): void {
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    let written = JSON.stringify(useNavigation.getState().location.viewer)
    const write = () => {
      timer = null
      const { location } = useNavigation.getState()
      if (location.view !== 'trace' || location.viewer.only !== (model.only?.traceId ?? null)) return
      const next = linkOf(model, store.getState())
      const text = JSON.stringify(next)
      if (text === written) return
      // Another view is worth a step back; a selection is not.
      const step = location.viewer.view === next.view ? 'replace' : 'push'
      written = text
      navigate({ viewer: next }, step)
    }
    const stopStore = store.subscribe(() => {
      timer ??= setTimeout(write, lag)
    })
    const stopLink = useNavigation.subscribe(({ location }) => {
      const text = JSON.stringify(location.viewer)
      // Another choice of traces makes another viewer.
      if (location.view !== 'trace' || text === written || location.viewer.only !== (model.only?.traceId ?? null)) return
      written = text
      if (timer !== null) clearTimeout(timer)
      timer = null
      const { viewer } = location
      const state = store.getState()
      state.set({
        view: viewer.view,
        colour: viewer.colour,
        path: viewer.path,
        kinds: viewer.kinds.length > 0 ? new Set(viewer.kinds) : null,
      })
      const cut = viewer.cut ?? model.mostlyIdle
      if (cut !== state.axis.compressed) state.setCompressed(cut)
      const selected = selectedIn(model, viewer.span)
      if (selected !== state.selected) state.select(selected)
    })
    return () => {
      stopStore()
      stopLink()
      if (timer !== null) clearTimeout(timer)
    }
  }, [model, store])
}
