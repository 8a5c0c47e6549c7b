import { filterTree, nextSelected, noFilter } from '../../../shared/trace/rows.ts'
import type { Viewer } from './viewer-store.ts'

/** Selects the next or previous span that `wanted` takes, in the order of the tree and round its end; also where the filter hides it. */
function jump({ model, store }: Viewer, step: 1 | -1, wanted: (index: number) => boolean): void {
  const { selected, at, select } = store.getState()
  const from = selected >= 0 ? selected : at !== null && at >= 0 ? at : -1
  const next = nextSelected(model.tree, filterTree(model.tree, noFilter), from, step, wanted)
  if (next >= 0) select(next)
}

export const jumpToError = (viewer: Viewer, step: 1 | -1): void =>
  jump(viewer, step, (index) => viewer.model.trace.spans[index]?.error ?? false)

export function jumpToHit(viewer: Viewer, step: 1 | -1): void {
  const { hits } = viewer.store.getState().search
  jump(viewer, step, (index) => hits[index] === 1)
}

/** Which one of them the selection is, from 1; 0 where it is none. */
export function rankOf({ model }: Viewer, selected: number, wanted: (index: number) => boolean): number {
  if (selected < 0 || !wanted(selected)) return 0
  let rank = 0
  for (const index of model.tree.order) {
    if (wanted(index)) rank++
    if (index === selected) return rank
  }
  return 0
}
