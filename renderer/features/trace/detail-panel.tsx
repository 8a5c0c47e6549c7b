import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useDeferredValue, useLayoutEffect, useRef, useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { showHidden } from '../../widgets/hidden-characters.ts'
import { useIsPainted } from '../../widgets/use-is-painted.ts'
import { kindColour } from './colours.ts'
import classes from './panel.module.css'
import { Resizer } from './resizer.tsx'
import { SpanPanel } from './span-panel.tsx'
import { SummaryPanel } from './summary-panel.tsx'
import { useViewer, useViewerState } from './viewer-store.ts'

const usual = () => Math.round(Math.max(320, Math.min(400, window.innerWidth * 0.27)))
const storageKey = 'coval.trace.panel'
const clamp = (width: number): number =>
  Math.round(Math.max(260, Math.min(900, Number.isFinite(width) && width > 0 ? width : usual())))

/** The right of the viewer: the selected span, else the simulation as a whole. */
export function DetailPanel({ source }: { source: SpanSource }) {
  const { model, store } = useViewer()
  const [width, setWidth] = useState(() => clamp(Number(window.sessionStorage.getItem(storageKey))))
  // While an arrow key is held down the panel may come later than the rows.
  const selected = useDeferredValue(useViewerState((state) => state.selected))
  // And at the start after them.
  const rowsShown = useIsPainted()
  const span = model.trace.spans[selected]
  const body = useRef<HTMLDivElement>(null)
  // Another span is read from its top. The element stays, and with it a focus that came before the span did.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs for another span, of which it reads nothing
  useLayoutEffect(() => {
    if (body.current) body.current.scrollTop = 0
  }, [selected])
  const resize = (next: number) => {
    setWidth(clamp(next))
    window.sessionStorage.setItem(storageKey, String(clamp(next)))
  }
  return (
    <aside className={classes.panel} style={{ width }} aria-label={span ? 'The selected span' : 'Summary of the simulation'}>
      <Resizer
        label="Width of the panel"
        grows="left"
        most={900}
        width={width}
        onResize={resize}
        onReset={() => resize(usual())}
      />
      <header className={classes.head}>
        {span ? (
          <>
            <span className={classes.dot} style={{ background: `var(${kindColour(span.kind)})` }} />
            <h2 title={showHidden(span.name.slice(0, 1000))}>{showHidden(span.name.slice(0, 300)) || '(no name)'}</h2>
            <CopyButton compact label="Copy the name" text={span.name} />
            <ActionIcon size={22} aria-label="Close the span" onClick={() => store.getState().select(-1)}>
              <IconX size={14} />
            </ActionIcon>
          </>
        ) : (
          <h2>Summary</h2>
        )}
      </header>
      <div ref={body} className={classes.body} data-panel-body tabIndex={-1}>
        {span ? <SpanPanel key={selected} source={source} index={selected} /> : rowsShown && <SummaryPanel />}
      </div>
    </aside>
  )
}
