import { createContext, useContext } from 'react'
import type { StoreApi } from 'zustand'
import { createStore, useStore } from 'zustand'
import type { TraceKind } from '../../../shared/trace/kind.ts'
import { revealSpan } from '../../../shared/trace/rows.ts'
import type { Viewport } from '../../../shared/trace/time-axis.ts'
import { clampViewport, fitAll, fitSpan } from '../../../shared/trace/time-axis.ts'
import type { Colouring, TraceViewName } from '../../stores/trace-location.ts'
import type { Axis } from './axis.ts'
import { changeAxis } from './axis.ts'
import { traceOfHeader } from './composed-rows.ts'
import type { SearchState } from './search-spans.ts'
import { noSearch } from './search-spans.ts'
import type { TraceModel } from './trace-model.ts'

export interface ViewerState {
  readonly view: TraceViewName
  readonly colour: Colouring
  /** The selected span, -1 without one. */
  readonly selected: number
  /** The row that the keyboard is at: a span's index or `-1 - trace`; null before there is one. */
  readonly at: number | null
  readonly collapsed: ReadonlySet<number>
  /** Places of traces that are closed. */
  readonly closed: ReadonlySet<number>
  /** Types that the legend leaves on; null for all. */
  readonly kinds: ReadonlySet<TraceKind> | null
  readonly errorsOnly: boolean
  readonly hitsOnly: boolean
  readonly search: SearchState
  readonly axis: Axis
  /** In microseconds of the axis. */
  readonly viewport: Viewport
  readonly path: boolean
  /** The span under the pointer in a canvas, -1 without one. */
  readonly hovered: number
}

export interface ViewerActions {
  set(change: Partial<ViewerState>): void
  /** Selects a span wherever it is: what hides it opens, and a filter that leaves it out is lifted. -1 selects none. */
  select(index: number): void
  goTo(row: number): void
  toggle(row: number, open: boolean): void
  collapseAll(): void
  expandAll(): void
  toggleKind(kind: TraceKind, only: boolean): void
  setCompressed(compressed: boolean): void
  setViewport(viewport: Viewport): void
  zoomTo(index: number): void
  fitAll(): void
}

export type ViewerStore = StoreApi<ViewerState & ViewerActions>

export interface ViewerStart {
  readonly view: TraceViewName
  readonly colour: Colouring
  readonly kinds: readonly TraceKind[]
  readonly compressed: boolean
  readonly path: boolean
  readonly selected: number
}

/** Everything that one opened simulation's viewer remembers. The part that a link carries is mirrored into the URL. */
export function createViewerStore(model: TraceModel, start: ViewerStart): ViewerStore {
  const { tree, trace } = model
  const axis = (start.compressed ? model.compressed : null) ?? model.plain
  return createStore((set, get) => ({
    view: start.view,
    colour: start.colour,
    selected: start.selected,
    at: start.selected >= 0 ? start.selected : null,
    collapsed: new Set<number>(),
    closed: new Set<number>(),
    kinds: start.kinds.length > 0 ? new Set(start.kinds) : null,
    errorsOnly: false,
    hitsOnly: false,
    search: noSearch,
    axis,
    viewport: fitAll(axis.durationUs),
    path: start.path,
    hovered: -1,

    set: (change) => set(change),
    select: (index) => {
      const span = trace.spans[index]
      if (span === undefined) return set({ selected: -1 })
      const { collapsed, closed, kinds, errorsOnly, hitsOnly, search } = get()
      const place = tree.traceOf[index] ?? 0
      const stillClosed = new Set(closed)
      stillClosed.delete(place)
      const left =
        (kinds !== null && !kinds.has(span.kind)) || (errorsOnly && !span.error) || (hitsOnly && search.hits[index] !== 1)
      return set({
        selected: index,
        at: index,
        collapsed: revealSpan(tree, collapsed, index),
        ...(closed.has(place) ? { closed: stillClosed } : {}),
        ...(left ? { kinds: null, errorsOnly: false, hitsOnly: false } : {}),
      })
    },
    // A header is no span: the panel then tells of the simulation again.
    goTo: (row) => set({ at: row, selected: row < 0 ? -1 : row }),
    toggle: (row, open) => {
      if (row < 0) set({ closed: changed(get().closed, traceOfHeader(row), !open) })
      else set({ collapsed: changed(get().collapsed, row, !open) })
    },
    collapseAll: () => {
      const collapsed = new Set<number>()
      for (const index of tree.order) if ((tree.childCount[index] ?? 0) > 0) collapsed.add(index)
      set({ collapsed })
    },
    expandAll: () => set({ collapsed: new Set(), closed: new Set() }),
    toggleKind: (kind, only) => {
      const all = model.summary.kinds.map((one) => one.kind)
      const { kinds } = get()
      const alone = kinds?.size === 1 && kinds.has(kind)
      const next = only ? new Set(alone ? all : [kind]) : changed(kinds ?? new Set(all), kind, !(kinds?.has(kind) ?? true))
      // None at all would show nothing, and says nothing that all would not.
      set({ kinds: next.size === 0 || next.size === all.length ? null : next })
    },
    setCompressed: (compressed) => {
      const before = get()
      const next = (compressed ? model.compressed : null) ?? model.plain
      set({ axis: next, viewport: changeAxis(before.viewport, before.axis, next) })
    },
    setViewport: (viewport) => set({ viewport: clampViewport(viewport, get().axis.durationUs) }),
    zoomTo: (index) => {
      const span = trace.spans[index]
      const { axis: now } = get()
      if (span === undefined) return
      set({ viewport: fitSpan({ startUs: now.toView(span.startUs), endUs: now.toView(span.endUs) }, now.durationUs) })
    },
    fitAll: () => set({ viewport: fitAll(get().axis.durationUs) }),
  }))
}

function changed<T>(set: ReadonlySet<T>, item: T, present: boolean): ReadonlySet<T> {
  const next = new Set(set)
  if (present) next.add(item)
  else next.delete(item)
  return next
}

export interface Viewer {
  readonly model: TraceModel
  readonly store: ViewerStore
}

export const ViewerContext = createContext<Viewer | null>(null)

export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext)
  if (!viewer) throw new Error('ViewerContext is missing')
  return viewer
}

export function useViewerState<T>(choose: (state: ViewerState & ViewerActions) => T): T {
  return useStore(useViewer().store, choose)
}
