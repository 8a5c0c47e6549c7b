import { Button, Modal } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './panels.module.css'

/** Asks before something is gone for good. Escape, a click beside it and *Keep it* all keep it. */
export function Confirm({
  opened,
  title,
  action,
  running = false,
  onAct,
  onKeep,
  children,
}: {
  opened: boolean
  title: string
  /** The word on the button that does it. */
  action: string
  running?: boolean
  onAct: () => void
  onKeep: () => void
  children: ReactNode
}) {
  return (
    <Modal opened={opened} onClose={onKeep} title={title} size={420}>
      {children}
      <div className={classes.confirm}>
        <Button variant="default" onClick={onKeep} data-autofocus>
          Keep it
        </Button>
        <Button color="red.9" loading={running} onClick={onAct}>
          {action}
        </Button>
      </div>
    </Modal>
  )
}
