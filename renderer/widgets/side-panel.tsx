import { ActionIcon } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './side-panel.module.css'

/** What is chosen in a list, at the list's right. `mono` for a title that is an id. */
export function SidePanel({
  label,
  title,
  mono = false,
  aside,
  onClose,
  children,
}: {
  label: string
  title: ReactNode
  mono?: boolean
  aside?: ReactNode
  onClose?: () => void
  children: ReactNode
}) {
  return (
    <aside className={classes.panel} aria-label={label}>
      <header className={classes.head}>
        <h2 data-mono={mono || undefined}>{title}</h2>
        {aside}
        {onClose && (
          <ActionIcon size={22} className={classes.close ?? ''} aria-label="Close the panel" onClick={onClose}>
            <IconX size={14} />
          </ActionIcon>
        )}
      </header>
      <div className={classes.body}>{children}</div>
    </aside>
  )
}

/** Names and values, a line each. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className={classes.facts}>{children}</dl>

export const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)
