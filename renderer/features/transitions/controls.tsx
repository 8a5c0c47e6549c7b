import { Button, Select, TextInput } from '@mantine/core'
import { IconListCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { StateKeyChoice } from '../../../shared/contract/transitions.ts'
import { navigateAnalysis, useLocation } from '../../stores/navigation.ts'
import type { ListedSource } from '../../stores/sources.ts'
import { Segments } from '../../widgets/segments.tsx'
import { SourcePicker } from '../../widgets/source-picker.tsx'
import { SourceSelect } from '../../widgets/source-select.tsx'
import classes from './transitions.module.css'

const modes = [
  { value: 'directly-follows', label: 'Directly follows' },
  { value: 'first-failure', label: 'First failure' },
] as const

const keys = [
  { value: 'unnumbered', label: 'Unnumbered name' },
  { value: 'name', label: 'Span name' },
  { value: 'kind', label: 'Type of span' },
  { value: 'tool', label: 'Tool' },
  { value: 'agent', label: 'Agent' },
  { value: 'attribute', label: 'Attribute …' },
] as const

const scopes = [
  { value: 'all', label: 'All' },
  { value: 'set', label: 'Chosen' },
  { value: 'one', label: 'One' },
] as const

/** What is counted: the mode, what makes a state, and over which simulations. */
export function Controls({ sources, chosen }: { sources: readonly ListedSource[]; chosen: string | null }) {
  const { mode, key, scope, picked } = useLocation().analysis
  const [picking, setPicking] = useState(false)
  const stored = sources.filter((one) => one.origin !== 'preview')
  const setKey = (next: StateKeyChoice) => navigateAnalysis({ key: next, cell: null })
  return (
    <>
      <Segments label="Mode" options={modes} value={mode} onChange={(next) => navigateAnalysis({ mode: next, cell: null })} />
      <Select
        aria-label="What makes a state"
        w={150}
        data={[...keys]}
        value={key.by}
        onChange={(value) => {
          const by = keys.find((one) => one.value === value)?.value ?? 'unnumbered'
          setKey(by === 'attribute' ? { by, attribute: 'session.id' } : { by })
        }}
      />
      {key.by === 'attribute' && (
        <AttributeField attribute={key.attribute} onChange={(attribute) => setKey({ by: 'attribute', attribute })} />
      )}
      <Segments
        label="Over which simulations"
        options={scopes}
        value={scope}
        onChange={(next) => {
          navigateAnalysis({ scope: next, cell: null })
          if (next === 'set' && picked.length === 0) setPicking(true)
        }}
      />
      {scope === 'set' && (
        <Button variant="default" leftSection={<IconListCheck size={14} />} onClick={() => setPicking(true)}>
          {picked.length === 0 ? 'Choose' : `${picked.length} chosen`}
        </Button>
      )}
      {scope === 'one' && chosen && (
        <div className={classes.one}>
          <SourceSelect sources={sources} chosen={chosen} width={300} />
        </div>
      )}
      <SourcePicker
        opened={picking}
        sources={stored}
        picked={picked}
        most={5000}
        onClose={() => setPicking(false)}
        onPick={(next) => navigateAnalysis({ picked: next, cell: null })}
      />
    </>
  )
}

/** Asked for when the typing ends, not at every letter. */
function AttributeField({ attribute, onChange }: { attribute: string; onChange: (attribute: string) => void }) {
  const [text, setText] = useState(attribute)
  const tell = () => {
    if (text.trim() !== '' && text.trim() !== attribute) onChange(text.trim())
  }
  return (
    <TextInput
      aria-label="Attribute"
      w={190}
      spellCheck={false}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={tell}
      onKeyDown={(event) => {
        if (event.key === 'Enter') tell()
      }}
    />
  )
}
