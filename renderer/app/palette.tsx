import { useMantineColorScheme } from '@mantine/core'
import type { SpotlightActionGroupData } from '@mantine/spotlight'
import { Spotlight } from '@mantine/spotlight'
import {
  IconArrowsExchange,
  IconChartBar,
  IconChecklist,
  IconDatabase,
  IconDeviceAudioTape,
  IconDeviceDesktop,
  IconDownload,
  IconEye,
  IconFileDiff,
  IconFileImport,
  IconFolderOpen,
  IconGridDots,
  IconKey,
  IconKeyboard,
  IconMoon,
  IconPlayerStop,
  IconPlug,
  IconPlus,
  IconReplace,
  IconSearch,
  IconSun,
  IconTestPipe,
  IconTimeline,
} from '@tabler/icons-react'
import { useDemo } from '../stores/demo.ts'
import { navigate, navigateRecordings } from '../stores/navigation.ts'
import { useOpenRecordings } from '../stores/open-recording.ts'
import { useActiveConnection, useConnections, useImports } from '../stores/queries.ts'
import { useActivate } from '../stores/use-activate.ts'
import { useRequestActions } from '../stores/use-request.ts'
import { cancelWhatRuns, useSomethingRuns } from './cancel-what-runs.ts'
import { useShortcutSheet } from './keys.ts'

const icon = (Icon: typeof IconEye) => <Icon size={16} stroke={1.7} />

/** Every action of the program, by keyboard. */
export function Palette() {
  return (
    <Spotlight
      attributes={{ content: { 'aria-label': 'Commands' } }}
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      actions={useActions()}
      shortcut="mod + K"
      // Also while typing: the fields of this page are where people are.
      tagsToIgnore={[]}
      nothingFound="No command has these words."
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{ leftSection: <IconSearch size={16} />, placeholder: 'Type a command', 'aria-label': 'Type a command' }}
    />
  )
}

function useActions(): SpotlightActionGroupData[] {
  const request = useRequestActions()
  const demo = useDemo()
  const recordings = useOpenRecordings()
  const activate = useActivate()
  const active = useActiveConnection()
  const { data: connections } = useConnections()
  const { data: imports } = useImports()
  const openSheet = useShortcutSheet((state) => state.setOpen)
  const { setColorScheme } = useMantineColorScheme()
  const running = useSomethingRuns()
  const action = (id: string, label: string, Icon: typeof IconEye, onClick: () => void, keywords: string[] = []) => ({
    id,
    label,
    leftSection: icon(Icon),
    onClick,
    keywords,
  })

  return [
    {
      group: 'This simulation',
      actions: [
        ...(request.request
          ? [
              action('preview', 'Preview', IconEye, () => request.preview(), ['dry run', 'correlation']),
              action('import', 'Import', IconDownload, () => void request.import()),
              action(
                'import-replace',
                'Import again and replace',
                IconReplace,
                () => void request.import(request.request && { ...request.request, replace: true }),
              ),
              action('check', 'Run all checks', IconChecklist, () => {
                navigate({ view: 'checks' })
                request.check()
              }),
            ]
          : []),
        ...(running ? [action('cancel', 'Cancel what runs', IconPlayerStop, cancelWhatRuns)] : []),
        action('demo', 'Try the bundled demo recording', IconTestPipe, () => demo.mutate(), ['example', 'sample']),
      ],
    },
    {
      group: 'Go to',
      actions: [
        action('go-import', 'Import a simulation', IconFileImport, () => navigate({ view: 'preview' }), [
          'preview',
          'correlation',
        ]),
        action('go-near', 'Near misses', IconSearch, () => navigate({ view: 'preview', tab: 'near-misses' })),
        action('go-mapping', 'Token-alias mapping', IconArrowsExchange, () => navigate({ view: 'mapping' }), ['aliases']),
        action('go-checks', 'Troubleshooting checks', IconChecklist, () => navigate({ view: 'checks' }), ['401', 'refused']),
        action('go-simulations', 'Simulations', IconDatabase, () => navigate({ view: 'simulations' }), ['imports']),
        action('go-trace', 'Trace viewer', IconTimeline, () => navigate({ view: 'trace' }), ['waterfall', 'flame', 'chat']),
        action('go-metrics', 'Metrics', IconChartBar, () => navigate({ view: 'metrics' }), ['sql', 'judge', 'compare', 'csv']),
        action('go-heatmap', 'Transition heatmap', IconGridDots, () => navigate({ view: 'heatmap' }), ['transitions', 'graph']),
        action('go-recordings', 'Recordings', IconDeviceAudioTape, () => navigate({ view: 'recordings' }), ['cvcase', 'replay']),
        action('go-connection', 'Connection and store', IconPlug, () => navigate({ view: 'connection' }), ['key', 'clickhouse']),
      ],
    },
    {
      group: 'Recordings',
      actions: [
        action(
          'record',
          'Record the last case',
          IconDeviceAudioTape,
          () => {
            navigate({ view: 'recordings' })
            navigateRecordings({ tab: 'cases', draft: false })
          },
          ['cvcase', 'support', 'redact'],
        ),
        action('open-recording', 'Open a recording…', IconFolderOpen, recordings.choose, ['cvcase', 'otlp', 'json', 'file']),
        action(
          'compare-recordings',
          'Compare two sides',
          IconFileDiff,
          () => {
            navigate({ view: 'recordings' })
            navigateRecordings({ tab: 'compare' })
          },
          ['difference', 'diff'],
        ),
      ],
    },
    {
      group: 'Connection',
      actions: [
        ...(active?.saved
          ? [
              action(
                'replace-key',
                active.key.configured ? 'Replace the API key' : 'Set the API key',
                IconKey,
                () => navigate({ view: 'connection', edit: active.id, focus: 'key' }),
                ['401', 'unauthorized'],
              ),
            ]
          : []),
        action('add', 'Add a connection', IconPlus, () => navigate({ view: 'connection', edit: 'new', focus: null })),
        ...(connections?.connections ?? [])
          .filter((connection) => connection.id !== active?.id)
          .map((connection) =>
            action(`use-${connection.id}`, `Use ${connection.name}`, IconPlug, () => activate.mutate(connection.id), [
              connection.host,
              connection.project,
            ]),
          ),
      ],
    },
    {
      group: 'Imported',
      actions: (imports ?? [])
        .slice(0, 20)
        .map((record) =>
          action(
            record.importId,
            record.simulation ?? `Whole window of ${record.project}`,
            IconDatabase,
            () => navigate({ view: 'simulations', importId: record.importId }),
            [record.project],
          ),
        ),
    },
    {
      group: 'Program',
      actions: [
        action('light', 'Light theme', IconSun, () => setColorScheme('light')),
        action('dark', 'Dark theme', IconMoon, () => setColorScheme('dark')),
        action('system', 'Theme of the system', IconDeviceDesktop, () => setColorScheme('auto')),
        action('keys', 'Keyboard shortcuts', IconKeyboard, () => openSheet(true), ['help']),
      ],
    },
  ]
}
