import { Tooltip, VisuallyHidden } from '@mantine/core'
import {
  IconArrowsExchange,
  IconChartBar,
  IconChecklist,
  IconDatabase,
  IconDeviceAudioTape,
  IconFileImport,
  IconGridDots,
  IconPlug,
  IconTimeline,
} from '@tabler/icons-react'
import { useEngineState } from '../stores/engine.tsx'
import { checksJob, importJob, previewJob } from '../stores/jobs.ts'
import type { View } from '../stores/location.ts'
import { formatLocation, views } from '../stores/location.ts'
import { navigate, useLocation } from '../stores/navigation.ts'
import { useImports, useInfo } from '../stores/queries.ts'
import { formatNumber } from '../widgets/format.ts'
import { Spinner } from '../widgets/spinner.tsx'
import classes from './app.module.css'
import { viewTitles } from './view-titles.ts'

const icons = {
  preview: IconFileImport,
  mapping: IconArrowsExchange,
  checks: IconChecklist,
  simulations: IconDatabase,
  trace: IconTimeline,
  metrics: IconChartBar,
  heatmap: IconGridDots,
  recordings: IconDeviceAudioTape,
  connection: IconPlug,
} as const

export function Navigation() {
  const location = useLocation()
  const counts = useCounts()
  const importing = importJob.useJob((job) => job.phase === 'running')
  return (
    <nav className={classes.nav} aria-label="Views">
      <ul>
        {views.map((view) => {
          const Icon = icons[view]
          const target = { ...location, view }
          const count = counts[view]
          return (
            <li key={view}>
              <a
                className={classes.link}
                href={formatLocation(target)}
                aria-current={location.view === view ? 'page' : undefined}
                onClick={(event) => {
                  if (event.metaKey || event.ctrlKey || event.shiftKey) return
                  event.preventDefault()
                  navigate({ view })
                }}
              >
                <Icon size={16} stroke={1.7} aria-hidden />
                <span className={classes.title}>{viewTitles[view]}</span>
                {view === 'preview' && importing ? (
                  <Spinner>
                    <VisuallyHidden> an import is under way</VisuallyHidden>
                  </Spinner>
                ) : (
                  count && (
                    <span className={classes.count} data-tone={count.tone}>
                      {formatNumber(count.value)}
                      <VisuallyHidden> {count.said}</VisuallyHidden>
                    </span>
                  )
                )}
              </a>
            </li>
          )
        })}
      </ul>
      <Foot />
    </nav>
  )
}

type Count = { value: number; said: string; tone?: 'bad' }

function useCounts(): Partial<Record<View, Count>> {
  const preview = previewJob.useJob()
  const checks = checksJob.useJob()
  const { data: imports } = useImports()
  const matched = preview.phase === 'idle' ? undefined : (preview.live.report?.spans.matched ?? preview.live.verdict?.matched)
  const failed = checks.phase === 'idle' ? 0 : checks.live.results.filter((result) => result.verdict === 'fail').length
  return {
    ...(!matched ? {} : { preview: { value: matched, said: 'spans match' } }),
    ...(failed > 0 ? { checks: { value: failed, said: 'failed', tone: 'bad' as const } } : {}),
    ...(imports && imports.length > 0 ? { simulations: { value: imports.length, said: 'imported' } } : {}),
  }
}

function Foot() {
  const { data: info } = useInfo()
  const down = useEngineState((state) => state.down)
  if (!info) return null
  return (
    <div className={classes.foot}>
      <span className={classes.engine} data-down={down !== null || undefined}>
        {down ? 'Engine stopped' : 'Engine running'}
      </span>
      <Tooltip
        multiline
        maw={320}
        label={info.vault.reason ?? 'Keys are written to and read from the keychain of this system; never to a file.'}
      >
        <span>{info.vault.kind === 'keychain' ? 'Keys in the OS keychain' : 'Keys in memory, this run'}</span>
      </Tooltip>
      <span>Version {info.version}</span>
    </div>
  )
}
