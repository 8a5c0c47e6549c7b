import { Select } from '@mantine/core'
import { memo } from 'react'
import { navigate } from '../stores/navigation.ts'
import type { ListedSource } from '../stores/sources.ts'
import { parseSource } from '../stores/span-source.ts'
import { countOf, formatDateTime } from './format.ts'
import { showHidden } from './hidden-characters.ts'

const originWords = { preview: 'preview', import: null, native: 'native', file: 'file' } as const

const labelOf = (one: ListedSource): string =>
  showHidden(
    `${[one.title, one.project, originWords[one.origin], one.start && formatDateTime(one.start)].filter(Boolean).join(' · ')} · ${countOf(one.spans, 'span')}`,
  )

/** Chooses the one simulation that a view looks at; the link keeps it. Searchable, and short however many there are. */
export const SourceSelect = memo(function SourceSelect({
  sources,
  chosen,
  width = 520,
}: {
  sources: readonly ListedSource[]
  chosen: string
  width?: number
}) {
  const options = sources.map((one) => ({ value: one.id, label: labelOf(one) }))
  const known = sources.some((one) => one.id === chosen)
  return (
    <Select
      aria-label="Simulation"
      w={width}
      // In a line it gives way before the line breaks.
      style={{ flex: '1 1 260px', maxWidth: width }}
      searchable
      limit={60}
      maxDropdownHeight={320}
      nothingFoundMessage="No simulation has these words."
      data={known ? options : [{ value: chosen, label: showHidden(chosen) }, ...options]}
      value={chosen}
      onChange={(id) => {
        const source = parseSource(id)
        if (!source) return
        navigate({
          source: source.kind === 'import' ? null : source,
          importId: source.kind === 'import' ? source.importId : null,
          trace: null,
          span: null,
        })
      }}
    />
  )
})
