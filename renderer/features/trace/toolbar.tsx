import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core'
import {
  IconAdjustmentsHorizontal,
  IconAlertTriangle,
  IconArrowsMaximize,
  IconChevronDown,
  IconChevronUp,
  IconListTree,
  IconSearch,
  IconZoomReset,
} from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { Colouring, TraceViewName } from '../../stores/trace-location.ts'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { Segments } from '../../widgets/segments.tsx'
import { useIsPainted } from '../../widgets/use-is-painted.ts'
import { isWhole } from './axis.ts'
import { jumpToError, jumpToHit, rankOf } from './jumps.ts'
import classes from './trace.module.css'
import { useSearch } from './use-search.ts'
import { useViewer, useViewerState } from './viewer-store.ts'

const traceViews: readonly { readonly value: TraceViewName; readonly label: string }[] = [
  { value: 'waterfall', label: 'Waterfall' },
  { value: 'flame', label: 'Flame' },
  { value: 'chat', label: 'Chat' },
]
const colourWords: Record<Colouring, string> = { type: 'Type', status: 'Status', tokens: 'Tokens' }

/** What all views share: which one it is, the search, errors, and how time and colour are shown. */
export function Toolbar({ source }: { source: SpanSource }) {
  const { store } = useViewer()
  const view = useViewerState((state) => state.view)
  const rowsShown = useIsPainted()
  return (
    <div className={classes.toolbar}>
      <Segments label="View" options={traceViews} value={view} onChange={(next) => store.getState().set({ view: next })} />
      <Search source={source} />
      <Errors />
      <span className={classes.spacer} />
      {view !== 'chat' && rowsShown && <ViewOptions />}
    </div>
  )
}

function Search({ source }: { source: SpanSource }) {
  const viewer = useViewer()
  const search = useViewerState((state) => state.search)
  const hitsOnly = useViewerState((state) => state.hitsOnly)
  const selected = useViewerState((state) => state.selected)
  const run = useSearch(source)
  const linked = useRef(search.query)
  useEffect(() => {
    if (linked.current !== '') run(linked.current)
    linked.current = ''
  }, [run])
  const rank = search.count > 0 ? rankOf(viewer, selected, (index) => search.hits[index] === 1) : 0
  const asked = search.query.trim() !== ''
  const more = search.failed
    ? 'names only: the engine could not search the attributes'
    : search.answered
      ? ''
      : 'searching attributes'
  return (
    <>
      <TextInput
        data-search
        w={230}
        aria-label="Search name, key, value"
        placeholder="Search name, key, value"
        leftSection={<IconSearch size={14} />}
        value={search.query}
        onChange={(event) => run(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault()
            jumpToHit(viewer, event.shiftKey ? -1 : 1)
          } else if (event.key === 'Escape') {
            event.preventDefault()
            if (asked) run('')
            else event.currentTarget.blur()
          }
        }}
      />
      {asked && (
        <div className={classes.jump}>
          <span role="status" className={classes.jumpCount} title={more || undefined} data-bad={search.failed || undefined}>
            {rank > 0 ? `${formatNumber(rank)} of ` : ''}
            {search.count === 0 && search.answered ? 'no span' : countOf(search.count + search.leftOut, 'span')}
            {more !== '' && (search.failed ? ' by name' : ' …')}
          </span>
          <Steps what="match" keys={['N', 'n']} disabled={search.count === 0} onStep={(step) => jumpToHit(viewer, step)} />
          <button
            type="button"
            className={classes.pill}
            aria-pressed={hitsOnly}
            onClick={() => viewer.store.getState().set({ hitsOnly: !hitsOnly })}
          >
            Only these
          </button>
        </div>
      )}
    </>
  )
}

function Errors() {
  const viewer = useViewer()
  const selected = useViewerState((state) => state.selected)
  const { errors } = viewer.model.header
  if (errors === 0) return <span className={classes.noErrors}>No errors</span>
  const rank = rankOf(viewer, selected, (index) => viewer.model.trace.spans[index]?.error ?? false)
  return (
    <div className={classes.jump} data-bad>
      <IconAlertTriangle size={14} aria-hidden />
      <span className={classes.jumpCount}>
        {rank > 0 ? `${formatNumber(rank)} of ` : ''}
        {countOf(errors, 'error')}
      </span>
      <Steps what="error" keys={['[', ']']} onStep={(step) => jumpToError(viewer, step)} />
    </div>
  )
}

function Steps({
  what,
  keys,
  disabled = false,
  onStep,
}: {
  what: string
  keys: readonly [string, string]
  disabled?: boolean
  onStep: (step: 1 | -1) => void
}) {
  return (
    <span className={classes.steps}>
      <Tooltip label={`Previous ${what} (${keys[0]})`}>
        <ActionIcon size={22} aria-label={`Previous ${what}`} disabled={disabled} onClick={() => onStep(-1)}>
          <IconChevronUp size={14} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={`Next ${what} (${keys[1]})`}>
        <ActionIcon size={22} aria-label={`Next ${what}`} disabled={disabled} onClick={() => onStep(1)}>
          <IconChevronDown size={14} />
        </ActionIcon>
      </Tooltip>
    </span>
  )
}

function ViewOptions() {
  const { model, store } = useViewer()
  const colour = useViewerState((state) => state.colour)
  const path = useViewerState((state) => state.path)
  const axis = useViewerState((state) => state.axis)
  const viewport = useViewerState((state) => state.viewport)
  const selected = useViewerState((state) => state.selected)
  return (
    <>
      {!isWhole(viewport, axis) && (
        <Tooltip label="Show all of the time (F)">
          <ActionIcon aria-label="Show all of the time" onClick={() => store.getState().fitAll()}>
            <IconZoomReset size={16} />
          </ActionIcon>
        </Tooltip>
      )}
      {selected >= 0 && (
        <Tooltip label="Fit the selected span (Z)">
          <ActionIcon aria-label="Fit the selected span" onClick={() => store.getState().zoomTo(selected)}>
            <IconArrowsMaximize size={15} />
          </ActionIcon>
        </Tooltip>
      )}
      <Menu position="bottom-end" width={190}>
        <Menu.Target>
          <Tooltip label="Fold and unfold">
            <ActionIcon aria-label="Fold and unfold">
              <IconListTree size={16} />
            </ActionIcon>
          </Tooltip>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => store.getState().expandAll()}>Unfold all</Menu.Item>
          <Menu.Item onClick={() => store.getState().collapseAll()}>Fold all</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Tooltip
        label={
          model.compressed === null
            ? 'No idle gap is long enough to be cut'
            : axis.compressed
              ? `${countOf(axis.cuts.length, 'idle gap')} cut; the axis shows where`
              : 'Cut long stretches in which nothing happens'
        }
      >
        <button
          type="button"
          className={classes.pill}
          aria-pressed={axis.compressed}
          aria-disabled={model.compressed === null}
          onClick={() => model.compressed !== null && store.getState().setCompressed(!axis.compressed)}
        >
          Cut idle gaps
        </button>
      </Tooltip>
      <Tooltip label="Mark the spans that the simulation waited for">
        <button type="button" className={classes.pill} aria-pressed={path} onClick={() => store.getState().set({ path: !path })}>
          Critical path
        </button>
      </Tooltip>
      <Menu position="bottom-end" width={160}>
        <Menu.Target>
          <Button variant="default" size="compact-sm" leftSection={<IconAdjustmentsHorizontal size={14} />}>
            Colour: {colourWords[colour].toLowerCase()}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>Colour by</Menu.Label>
          {Object.entries(colourWords).map(([value, label]) => (
            <Menu.Item
              key={value}
              aria-current={colour === value}
              onClick={() => store.getState().set({ colour: value as Colouring })}
            >
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
    </>
  )
}
