import { IconAlertTriangleFilled, IconChevronDown, IconChevronRight, IconFocusCentered } from '@tabler/icons-react'
import type { CSSProperties } from 'react'
import { memo } from 'react'
import { keptAsAncestor } from '../../../shared/trace/rows.ts'
import { formatDuration, formatOffset } from '../../../shared/trace/time-axis.ts'
import type { SpanProblem } from '../../../shared/trace/tree.ts'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { kindWords } from '../../widgets/kind-words.ts'
import { hiddenBelow, traceOfHeader } from './composed-rows.ts'
import { exactLength } from './exact-time.ts'
import type { Scene } from './scene.ts'
import classes from './trace.module.css'
import type { TraceModel } from './trace-model.ts'
import rowClasses from './waterfall.module.css'

export const rowHeight = 26

/** Deeper spans stand no further to the right; their level is told as a number, so that names keep their room. */
const deepestIndent = 14
const indentStep = 14

export const problemWords: Readonly<Record<SpanProblem, readonly [string, string]>> = {
  orphan: ['orphan', 'Its parent is not among the spans of its trace, so it stands as a root.'],
  cycle: ['cycle', 'Its parents lead back to itself, so the earliest span of the ring stands as a root.'],
  duplicate: ['same id', 'An earlier span of the trace has the same id; that one has the children.'],
}

interface RowProps {
  readonly id: string
  readonly model: TraceModel
  readonly scene: Scene
  readonly row: number
  readonly entry: number
  readonly top: number
  readonly selected: boolean
  readonly closed: boolean
  readonly hit: boolean
}

/** One row of the tree: a span, or the header of a trace. Its bar is drawn by the canvas above it. */
export const WaterfallRow = memo(function WaterfallRow(props: RowProps) {
  return props.entry < 0 ? <HeaderRow {...props} /> : <SpanRow {...props} />
})

function SpanRow({ id, model, scene, row, entry, top, selected, closed, hit }: RowProps) {
  const span = model.trace.spans[entry]
  if (!span) return null
  const { tree } = model
  const depth = tree.depth[entry] ?? 0
  const children = tree.childCount[entry] ?? 0
  const problem = tree.problems.get(entry)
  const indent = Math.min(depth, deepestIndent) * indentStep
  const renamed = span.phoenixName !== span.name && span.phoenixName !== ''
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual tree of 50,000 rows cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree
    <div
      id={id}
      role="row"
      aria-rowindex={row + 2}
      aria-level={depth + 1 + (scene.composed.headerOf.size > 0 ? 1 : 0)}
      aria-selected={selected}
      aria-expanded={children > 0 ? !closed : undefined}
      data-span-row={entry}
      className={rowClasses.row}
      data-dim={scene.filtered.keep[entry] === keptAsAncestor || undefined}
      style={{ transform: `translateY(${top}px)` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree */}
      <div role="gridcell" className={rowClasses.nameCell} style={{ '--indent': `${indent}px` } as CSSProperties}>
        <span className={rowClasses.twisty} data-twisty={children > 0 || undefined} aria-hidden>
          {children > 0 && (closed ? <IconChevronRight size={13} /> : <IconChevronDown size={13} />)}
        </span>
        <span
          className={classes.dot}
          style={{ background: `var(${scene.colours.names[scene.colours.of[entry] ?? 0] ?? '--none-bar'})` }}
        />
        {depth > deepestIndent && <span className={rowClasses.level}>{depth}</span>}
        {span.error && <IconAlertTriangleFilled className={rowClasses.errorIcon} size={12} aria-label="error" />}
        <span className={rowClasses.name} data-hit={hit || undefined}>
          {showHidden(span.name.slice(0, 300)) || '(no name)'}
        </span>
        {renamed && <span className={rowClasses.aside}>{showHidden(span.phoenixName.slice(0, 200))}</span>}
        {closed && <span className={rowClasses.below}>+{formatNumber(hiddenBelow(scene.filtered, entry))}</span>}
        {problem && (
          <span className={rowClasses.problem} title={problemWords[problem][1]}>
            {problemWords[problem][0]}
          </span>
        )}
        <span className={classes.said}>{kindWords[span.kind]}</span>
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree */}
      <div role="gridcell" className={rowClasses.number} title={exactLength(model.trace.start, span.start)}>
        {formatOffset(span.startUs)}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree */}
      <div role="gridcell" className={rowClasses.number} title={exactLength(span.start, span.end)}>
        {formatDuration(span.endUs - span.startUs)}
      </div>
    </div>
  )
}

function HeaderRow({ id, model, row, entry, top, selected, closed }: RowProps) {
  const place = traceOfHeader(entry)
  const trace = model.tree.traces[place]
  if (!trace) return null
  const root = model.trace.spans[trace.roots[0] ?? -1]
  return (
    // biome-ignore lint/a11y/useSemanticElements: a virtual tree of 50,000 rows cannot be a <table>
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree
    <div
      id={id}
      role="row"
      aria-rowindex={row + 2}
      aria-level={1}
      aria-selected={selected}
      aria-expanded={!closed}
      data-span-row={entry}
      className={rowClasses.row}
      data-header
      style={{ transform: `translateY(${top}px)` }}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree */}
      <div role="gridcell" className={rowClasses.nameCell}>
        <span className={rowClasses.twisty} data-twisty aria-hidden>
          {closed ? <IconChevronRight size={13} /> : <IconChevronDown size={13} />}
        </span>
        <strong className={rowClasses.traceNumber}>Trace {place + 1}</strong>
        {root && <span className={rowClasses.name}>{showHidden(root.phoenixName.slice(0, 200))}</span>}
        <span className={rowClasses.traceSpans}>{countOf(trace.spans, 'span')}</span>
        {trace.errors > 0 && <span className={rowClasses.traceErrors}>{countOf(trace.errors, 'error')}</span>}
        {model.tree.traces.length > 1 && (
          <span className={rowClasses.onlyThis} data-only title="Show this trace alone (O)">
            <IconFocusCentered size={14} aria-hidden />
          </span>
        )}
        {trace.problem && (
          <span
            className={rowClasses.problem}
            title="No span of this trace is a root of its own accord, as when the root was not stored yet."
          >
            no root
          </span>
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree */}
      <div role="gridcell" className={rowClasses.number} title={formatOffset(trace.startUs)}>
        {formatOffset(trace.startUs)}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays on the tree */}
      <div role="gridcell" className={rowClasses.number}>
        {formatDuration(trace.endUs - trace.startUs)}
      </div>
    </div>
  )
}
