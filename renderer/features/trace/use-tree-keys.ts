import type { KeyboardEvent } from 'react'
import type { Scene } from './scene.ts'
import { moveByKey } from './tree-keys.ts'
import { useViewer } from './viewer-store.ts'

/** The keys of a tree on the viewer's state. `page`: rows of one screen. */
export function useTreeKeys(scene: Scene, page: number, onPanel: () => void) {
  const { model, store } = useViewer()
  return (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return
    const { collapsed, closed, at, goTo, toggle, set } = store.getState()
    const move = moveByKey(event.key, { tree: model.tree, composed: scene.composed, collapsed, closed, at, page })
    if (!move) return
    event.preventDefault()
    event.stopPropagation()
    if (move.kind === 'go') goTo(move.row)
    else if (move.kind === 'toggle') toggle(move.row, move.open)
    else if (move.kind === 'panel') onPanel()
    else set({ selected: -1 })
  }
}
