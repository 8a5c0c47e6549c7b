import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'

const words = {
  fetching: 'Copying',
  copied: 'Copied',
  failed: 'The browser did not allow copying',
  missing: 'Nothing was copied: the text could not be read',
} as const

/** Copies a text, also one that has to be fetched first; says so on itself, so that nothing else has to. */
export function CopyButton({
  text,
  label,
  compact = false,
}: {
  text: string | (() => string | Promise<string>)
  label: string
  compact?: boolean
}) {
  const [state, setState] = useState<'idle' | 'fetching' | 'copied' | 'failed' | 'missing'>('idle')
  useEffect(() => {
    if (state === 'idle' || state === 'fetching') return
    const timer = setTimeout(() => setState('idle'), 1600)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => {
    let whole: string
    try {
      setState('fetching')
      whole = typeof text === 'string' ? text : await text()
    } catch {
      return setState('missing')
    }
    await navigator.clipboard.writeText(whole).then(
      () => setState('copied'),
      () => setState('failed'),
    )
  }
  const icon = state === 'copied' ? <IconCheck size={14} /> : <IconCopy size={14} />
  const said = state === 'idle' ? label : words[state]
  if (compact)
    return (
      <Tooltip label={said}>
        <ActionIcon size={22} aria-label={label} onClick={() => void copy()}>
          {icon}
        </ActionIcon>
      </Tooltip>
    )
  return (
    <Button variant="default" leftSection={icon} onClick={() => void copy()}>
      {said}
    </Button>
  )
}
