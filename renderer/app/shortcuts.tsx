import { Kbd, Modal } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import { useEffect, useRef } from 'react'
import type { View } from '../stores/location.ts'
import { navigate } from '../stores/navigation.ts'
import { useRequestActions } from '../stores/use-request.ts'
import classes from './app.module.css'
import { cancelWhatRuns } from './cancel-what-runs.ts'
import { modKey, useShortcutSheet } from './keys.ts'

const goTo: Record<string, View> = {
  i: 'preview',
  m: 'mapping',
  c: 'checks',
  s: 'simulations',
  t: 'trace',
  e: 'metrics',
  h: 'heatmap',
  r: 'recordings',
  p: 'connection',
}

const sheet: [string, [string, string[]][]][] = [
  [
    'Go to',
    [
      ['Import', ['G', 'I']],
      ['Mapping', ['G', 'M']],
      ['Checks', ['G', 'C']],
      ['Simulations', ['G', 'S']],
      ['Trace', ['G', 'T']],
      ['Metrics', ['G', 'E']],
      ['Heatmap', ['G', 'H']],
      ['Recordings', ['G', 'R']],
      ['Connection', ['G', 'P']],
    ],
  ],
  [
    'Act',
    [
      ['Commands', [modKey, 'K']],
      ['Preview', [modKey, 'Enter']],
      ['Import', [modKey, 'Shift', 'Enter']],
      ['Cancel what runs', [modKey, '.']],
      ['Search in this view', ['/']],
    ],
  ],
  [
    'Lists',
    [
      ['Next, previous', ['↓', '↑']],
      ['First, last', ['Home', 'End']],
      ['Close the panel', ['Esc']],
    ],
  ],
  [
    'Trace',
    [
      ['Fold, unfold', ['←', '→']],
      ['Read the span', ['Enter']],
      ['Next, previous error', [']', '[']],
      ['Next, previous match', ['N', 'Shift N']],
      ['The same from the search', ['Enter', 'Shift Enter']],
      ['Show all of the time', ['F']],
      ['Fit the selected span', ['Z']],
      ['Show the trace alone, or all again', ['O']],
      ['Let the span go', ['Esc']],
    ],
  ],
  [
    'Timeline',
    [
      ['Move an edge', ['←', '→']],
      ['Move it further', ['Shift', '→']],
      ['Show all', ['Esc']],
    ],
  ],
]

const typing = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable="true"], [role="dialog"]') !== null

/** A dialog and a form have their own Enter, but for the parts of the request; unanswered, it must not fall through to an import. */
const ownEnter = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  target.closest('[data-request]') === null &&
  target.closest('[role="dialog"], textarea, form') !== null

/** The page's keys, and the sheet that lists them. */
export function Shortcuts() {
  const { open, setOpen } = useShortcutSheet()
  const actions = useRequestActions()
  // Kept while the page is drawn anew between the two letters.
  const afterG = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const mod = event.metaKey || event.ctrlKey
      if (mod && event.key === 'Enter') {
        if (event.defaultPrevented || ownEnter(event.target)) return
        event.preventDefault()
        if (event.shiftKey) void actions.import()
        else actions.preview()
      } else if (mod && event.key === '.') {
        event.preventDefault()
        cancelWhatRuns()
      } else if (mod || event.altKey || typing(event.target)) return
      else if (event.key === '?') setOpen(true)
      else if (event.key === '/') {
        event.preventDefault()
        document.querySelector<HTMLInputElement>('[data-search]')?.focus()
      } else if (event.key === 'g') afterG.current = event.timeStamp
      else if (event.timeStamp - afterG.current < 1200) {
        const view = goTo[event.key]
        afterG.current = Number.NEGATIVE_INFINITY
        if (view) navigate({ view })
      }
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [actions, setOpen])
  return (
    <Modal
      opened={open}
      onClose={() => setOpen(false)}
      title="Keyboard shortcuts"
      size={560}
      onKeyDown={(event) => {
        if ((event.metaKey || event.ctrlKey) && event.key === 'k') {
          setOpen(false)
          spotlight.open()
        }
      }}
    >
      <div className={classes.sheet}>
        {sheet.map(([title, rows]) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {rows.map(([name, keys]) => (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd>
                    {keys.map((key) => (
                      <span key={key}>
                        <Kbd>{key}</Kbd>{' '}
                      </span>
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  )
}
