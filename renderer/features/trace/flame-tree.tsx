import { VisuallyHidden } from '@mantine/core'
import { useId, useState } from 'react'
import { formatDuration } from '../../../shared/trace/time-axis.ts'
import { countOf } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { kindWords } from '../../widgets/kind-words.ts'
import { traceOfHeader } from './composed-rows.ts'
import type { Scene } from './scene.ts'
import { hasBelow, isClosed, rowNumber } from './tree-keys.ts'
import { useTreeKeys } from './use-tree-keys.ts'
import { useViewer, useViewerState } from './viewer-store.ts'
import classes from './waterfall.module.css'

/** Rows kept on either side of the current one. */
const around = 12

/**
 * What a canvas cannot say: the same spans as a tree, of which only the rows about the current one are in the document. It is
 * the flame graph's tab stop; while it has the focus a line below the graph tells what is selected.
 */
export function FlameTree({ scene, onPanel }: { scene: Scene; onPanel: () => void }) {
  const { model } = useViewer()
  const id = useId()
  const [focused, setFocused] = useState(false)
  const at = useViewerState((state) => state.at)
  const collapsed = useViewerState((state) => state.collapsed)
  const closed = useViewerState((state) => state.closed)
  const onKeyDown = useTreeKeys(scene, around, onPanel)
  const { rows } = scene.composed
  const current = at === null ? -1 : rowNumber(scene.composed, at)
  const first = Math.max(0, current - around)
  const shown = Array.from({ length: Math.min(rows.length, first + around * 2 + 1) - first }, (_, number) => first + number)
  const headers = scene.composed.headerOf.size > 0
  const words = (entry: number): string => {
    if (entry < 0) {
      const trace = model.tree.traces[traceOfHeader(entry)]
      return trace ? `Trace ${traceOfHeader(entry) + 1}, ${countOf(trace.spans, 'span')}` : ''
    }
    const span = model.trace.spans[entry]
    if (!span) return ''
    const length = formatDuration(span.endUs - span.startUs)
    return `${showHidden(span.name.slice(0, 200))}, ${kindWords[span.kind]}, ${length}, starts at ${formatDuration(span.startUs)}${span.error ? ', error' : ''}`
  }
  return (
    <div className={classes.flameFoot}>
      <div
        role="tree"
        aria-label="Spans of the flame graph"
        aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
        tabIndex={0}
        className={classes.flameTree}
        onKeyDown={onKeyDown}
        onFocus={() => setFocused(true)}
        onBlur={() => setFocused(false)}
      >
        <span aria-hidden className={classes.flameNow}>
          {current < 0 || at === null
            ? focused
              ? 'Press ↓ to go through the spans'
              : 'Drag to zoom · Ctrl and scroll zooms · double-click fits · F shows all'
            : words(at)}
        </span>
        <VisuallyHidden>
          {shown.map((row) => {
            const entry = rows[row] ?? 0
            return (
              // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree
              <div
                key={row}
                id={`${id}-${row}`}
                role="treeitem"
                aria-level={entry < 0 ? 1 : (model.tree.depth[entry] ?? 0) + 1 + (headers ? 1 : 0)}
                aria-selected={row === current}
                aria-posinset={row + 1}
                aria-setsize={rows.length}
                aria-expanded={hasBelow(model.tree, entry) ? !isClosed({ collapsed, closed }, entry) : undefined}
              >
                {words(entry)}
              </div>
            )
          })}
        </VisuallyHidden>
      </div>
    </div>
  )
}
