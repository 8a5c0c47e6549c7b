import { ActionIcon, Kbd, Menu, Tooltip, useComputedColorScheme, useMantineColorScheme, VisuallyHidden } from '@mantine/core'
import { spotlight } from '@mantine/spotlight'
import {
  IconCheck,
  IconKeyboard,
  IconMoon,
  IconPlug,
  IconPlus,
  IconSearch,
  IconSelector,
  IconSettings,
  IconSun,
} from '@tabler/icons-react'
import { navigate, navigateRecordings } from '../stores/navigation.ts'
import { inUseFirst, useActiveConnection, useConnections } from '../stores/queries.ts'
import { useActiveRecording, useRecordingAt } from '../stores/recordings.ts'
import { useActivate } from '../stores/use-activate.ts'
import { RecordingTag } from '../widgets/recording-tag.tsx'
import classes from './app.module.css'
import { modKey, useShortcutSheet } from './keys.ts'

export function Header() {
  const scheme = useComputedColorScheme('light')
  const { setColorScheme } = useMantineColorScheme()
  const openSheet = useShortcutSheet((state) => state.setOpen)
  return (
    <header className={classes.header}>
      <div className={classes.brand}>
        <Glyph />
        <span>Coval Companion</span>
      </div>
      <ConnectionSwitcher />
      <ActiveRecording />
      <div className={classes.spacer} />
      <button type="button" className={classes.command} onClick={spotlight.open}>
        <IconSearch size={14} aria-hidden />
        <span>Commands</span>
        <Kbd>{modKey} K</Kbd>
      </button>
      <Tooltip label="Keyboard shortcuts">
        <ActionIcon aria-label="Keyboard shortcuts" onClick={() => openSheet(true)}>
          <IconKeyboard size={17} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={scheme === 'dark' ? 'Light theme' : 'Dark theme'}>
        <ActionIcon
          aria-label={scheme === 'dark' ? 'Switch to the light theme' : 'Switch to the dark theme'}
          onClick={() => setColorScheme(scheme === 'dark' ? 'light' : 'dark')}
        >
          {scheme === 'dark' ? <IconSun size={16} /> : <IconMoon size={16} />}
        </ActionIcon>
      </Tooltip>
    </header>
  )
}

/** Three spans of which one is taken. */
const Glyph = () => (
  <svg className={classes.glyph} width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
    <rect x="1" y="2.5" width="16" height="3" rx="1.5" fill="currentColor" opacity="0.35" />
    <rect x="4" y="7.5" width="10" height="3" rx="1.5" fill="currentColor" />
    <rect x="7" y="12.5" width="10" height="3" rx="1.5" fill="currentColor" opacity="0.35" />
  </svg>
)

/** Always in sight while the page works with a recording; leads to what is known of it. */
function ActiveRecording() {
  const recording = useActiveRecording()
  if (!recording) return null
  return (
    <button
      type="button"
      className={classes.recording}
      aria-label="This connection is a recording"
      onClick={() => {
        navigate({ view: 'recordings' })
        navigateRecordings({ tab: 'opened', opened: recording.id })
      }}
    >
      <VisuallyHidden>This connection is a </VisuallyHidden>
      <RecordingTag />
    </button>
  )
}

const where = ({ host, project }: { host: string; project: string }) => `${host.replace(/^https?:\/\//, '')} / ${project}`

function ConnectionSwitcher() {
  const { data } = useConnections()
  const active = useActiveConnection()
  const activate = useActivate()
  const recordingAt = useRecordingAt()
  if (!data || !active) return null
  return (
    <Menu position="bottom-start" width={360} offset={4}>
      <Menu.Target>
        <button type="button" className={classes.switcher}>
          <IconPlug size={15} aria-hidden />
          <VisuallyHidden>Connection </VisuallyHidden>
          <span className={classes.connectionName}>{active.name}</span>
          <span className={classes.connectionWhere}>{where(active)}</span>
          <IconSelector size={14} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {inUseFirst(data.connections, active.id).map((connection) => (
          <Menu.Item
            key={connection.id}
            rightSection={connection.id === active.id ? <IconCheck size={14} /> : null}
            onClick={() => activate.mutate(connection.id)}
          >
            <div className={classes.connectionName}>
              {connection.name} {recordingAt(connection.host) && <RecordingTag />}
            </div>
            <div className={classes.connectionWhere}>{where(connection)}</div>
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconPlus size={14} />}
          onClick={() => navigate({ view: 'connection', edit: 'new', focus: null })}
        >
          Add a connection
        </Menu.Item>
        {active.saved && (
          <Menu.Item
            leftSection={<IconSettings size={14} />}
            onClick={() => navigate({ view: 'connection', edit: active.id, focus: null })}
          >
            Edit this connection
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
