import { Select, useComputedColorScheme } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { SpanSource } from '../../../shared/contract/source.ts'
import type { TransitionsReport } from '../../../shared/contract/transitions.ts'
import { navigateAnalysis, useLocation } from '../../stores/navigation.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { countOf } from '../../widgets/format.ts'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Segments } from '../../widgets/segments.tsx'
import { colourScale } from './colour-scale.ts'
import type { Cursor } from './draw-matrix.ts'
import { GraphView } from './graph-view.tsx'
import { Legend } from './legend.tsx'
import {
  describeCell,
  describeFolded,
  labelOfState,
  linkOfState,
  matrixOf,
  noName,
  numberOf,
  stateOfLink,
  type TransitionCell,
} from './matrix.ts'
import { MatrixView } from './matrix-view.tsx'
import { StepsPanel } from './steps-panel.tsx'
import classes from './transitions.module.css'

const values = [
  { value: 'count', label: 'Count' },
  { value: 'share', label: 'Share of row' },
  { value: 'errors', label: 'Error rate' },
  { value: 'gap', label: 'Median gap' },
] as const

const keeps = [
  { value: '10', label: '10 states' },
  { value: '20', label: '20 states' },
  { value: '30', label: '30 states' },
  { value: '60', label: '60 states' },
  { value: '120', label: '120 states' },
  { value: 'all', label: 'every state' },
] as const

/** The counted transitions, as a matrix or a graph, with what a cell holds beside it. */
export function TransitionsResult({
  report,
  stale,
  onAgain,
}: {
  report: TransitionsReport
  stale: boolean
  onAgain: () => void
}) {
  const { analysis } = useLocation()
  const { value, graph, cell: linked, most } = analysis
  const scheme = useComputedColorScheme('light')
  const matrix = useMemo(() => matrixOf(report), [report])
  const scale = useMemo(() => {
    const numbers = report.cells.flatMap((cell) => numberOf(cell, value) ?? [])
    return colourScale(value, numbers, scheme)
  }, [report, value, scheme])
  const [cursor, setCursor] = useState<Cursor | null>(null)
  const [pointed, setPointed] = useState<TransitionCell | null>(null)
  const chosen = useMemo(() => {
    const [from, to] = linked?.map((link) => stateOfLink(report, link)) ?? []
    const row = matrix.rows.findIndex((state) => state.id === from)
    const column = matrix.columns.findIndex((state) => state.id === to)
    const [fromState, toState] = [matrix.rows[row], matrix.columns[column]]
    return fromState && toState ? { row, column, from: fromState, to: toState } : null
  }, [matrix, report, linked])
  const chosenCell = chosen ? matrix.at(chosen.row, chosen.column) : undefined
  const choose = (from: number | undefined, to: number | undefined) => {
    if (from !== undefined && to !== undefined) navigateAnalysis({ cell: [linkOfState(report, from), linkOfState(report, to)] })
  }
  const readOut = graph
    ? pointed && {
        from: report.states[pointed.from]?.name ?? '',
        to: report.states[pointed.to]?.name ?? '',
        text: describeCell(pointed),
      }
    : cursor &&
      cursor.row < matrix.rows.length && {
        from: matrix.rows[cursor.row]?.name ?? '',
        to: matrix.columns[cursor.column]?.name ?? '',
        text: describeCell(matrix.at(cursor.row, cursor.column)),
      }
  return (
    <>
      <div className={classes.tools}>
        <Segments
          label="What a cell shows"
          options={values}
          value={value}
          onChange={(next) => navigateAnalysis({ value: next })}
        />
        <Segments
          label="Drawn as"
          options={[
            { value: 'matrix', label: 'Matrix' },
            { value: 'graph', label: 'Graph' },
          ]}
          value={graph ? 'graph' : 'matrix'}
          onChange={(next) => navigateAnalysis({ graph: next === 'graph' })}
        />
        <Select
          aria-label="States to keep"
          w={116}
          data={[...keeps]}
          value={most === null ? 'all' : String(most)}
          onChange={(next) => navigateAnalysis({ most: next === 'all' ? null : Number(next ?? 30), cell: null })}
        />
        <span className={classes.spacer} />
        {!graph && <Legend scale={scale} value={value} />}
      </div>
      <p className={classes.definition}>{report.definition}</p>
      <Notes report={report} />
      {report.cells.length === 0 ? (
        <EmptyState
          title={
            report.mode === 'first-failure' && report.withoutFailure > 0 ? 'No such state failed' : 'No span has such a state'
          }
          text={
            report.mode === 'first-failure' && report.withoutFailure > 0
              ? `None of ${countOf(report.simulations, 'simulation')} holds a span that has such a state and status Error.`
              : 'Choose another kind of state: these spans do not carry this one.'
          }
        />
      ) : (
        <div className={classes.body} data-stale={stale || undefined}>
          <div className={classes.drawing}>
            <p className={classes.readOut} aria-hidden>
              {readOut ? (
                <>
                  <strong>
                    <PlainText text={readOut.from || noName} />
                  </strong>{' '}
                  →{' '}
                  <strong>
                    <PlainText text={readOut.to || noName} />
                  </strong>
                  <span>{readOut.text}</span>
                </>
              ) : (
                <span>
                  {graph
                    ? 'Point at an edge, or walk them with the arrows. A click or Enter lists its steps.'
                    : 'A row leads to a column. Point at a cell, or move with the arrows. A click or Enter lists its steps.'}
                </span>
              )}
            </p>
            {graph ? (
              <GraphView
                report={report}
                value={value}
                chosen={chosenCell ?? null}
                onPoint={setPointed}
                onChoose={(cell) => choose(cell.from, cell.to)}
              />
            ) : (
              <MatrixView
                matrix={matrix}
                value={value}
                scale={scale}
                cursor={cursor}
                chosen={chosen}
                onCursor={setCursor}
                onChoose={(at) => choose(matrix.rows[at.row]?.id, matrix.columns[at.column]?.id)}
              />
            )}
          </div>
          {chosen && (
            <StepsPanel
              key={`${chosen.from.id} ${chosen.to.id}`}
              report={report}
              cell={chosenCell}
              names={[chosen.from.name, chosen.to.name]}
              onClose={() => navigateAnalysis({ cell: null })}
              onAgain={onAgain}
            />
          )}
        </div>
      )}
    </>
  )
}

function idOf(source: SpanSource): string {
  switch (source.kind) {
    case 'import':
      return source.importId
    case 'native':
      return source.id
    case 'preview':
      return 'preview'
    case 'file':
      return 'file'
  }
}

/** Whether every span is in a state: else one may have failed that takes no part. */
const hasEverySpan = (by: TransitionsReport['key']['by']): boolean => by === 'kind' || by === 'name' || by === 'unnumbered'

/** What the picture leaves out, or stands on. */
function Notes({ report }: { report: TransitionsReport }) {
  const folded = describeFolded(report)
  const notes = [
    report.moreNative && 'Of native traces only the latest are counted.',
    report.partial > 0 && `${countOf(report.partial, 'simulation is', 'simulations are')} partial.`,
    report.empty > 0 && `${countOf(report.empty, 'simulation holds', 'simulations hold')} no such state.`,
    report.mode === 'first-failure' &&
      `${countOf(report.withoutFailure, 'simulation')} without a failure${hasEverySpan(report.key.by) ? '' : ' in such a state'}.`,
  ].filter((note) => note !== false)
  const { missing } = report
  if (!folded && notes.length === 0 && missing.length === 0) return null
  return (
    <p className={classes.notes}>
      {folded && <span title={report.folded?.names.slice(0, 60).map(labelOfState).join('\n')}>{folded}</span>} {notes.join(' ')}
      {missing.length > 0 && (
        <span title={missing.map(({ source, message }) => `${showHidden(idOf(source))}: ${message}`).join('\n')}>
          {' '}
          {countOf(missing.length, 'chosen simulation is', 'chosen simulations are')} gone and not counted:{' '}
          <PlainText
            text={missing
              .slice(0, 3)
              .map(({ source }) => idOf(source).slice(0, 80))
              .join(', ')}
          />
          {missing.length > 3 && ' …'}
        </span>
      )}
    </p>
  )
}
