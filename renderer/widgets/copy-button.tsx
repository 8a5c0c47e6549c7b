import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'

/** Copies a text; says so on itself, so that nothing else has to. */
export function CopyButton({
  text,
  label,
  compact = false,
}: {
  text: string | (() => string)
  label: string
  compact?: boolean
}) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), 1600)
    return () => clearTimeout(timer)
  }, [state])
  const copy = () =>
    navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  const icon = state === 'copied' ? <IconCheck size={14} /> : <IconCopy size={14} />
  const said = state === 'copied' ? 'Copied' : state === 'failed' ? 'The browser did not allow copying' : label
  if (compact)
    return (
      <Tooltip label={said}>
        <ActionIcon size={22} aria-label={label} onClick={copy}>
          {icon}
        </ActionIcon>
      </Tooltip>
    )
  return (
    <Button variant="default" leftSection={icon} onClick={copy}>
      {said}
    </Button>
  )
}
