import { Button, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Fragment, useMemo, useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { AttributeView } from '../../../shared/contract/preview.ts'
import type { AttributePlace } from '../../../shared/contract/trace.ts'
import { indentJson } from '../../../shared/trace/indent-json.ts'
import { useEngine } from '../../stores/engine.tsx'
import { toFailure } from '../../stores/failure.ts'
import { ask } from '../../stores/queries.ts'
import type { SpanPlace } from '../../stores/trace-location.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { countOf, formatNumber } from '../../widgets/format.ts'
import { LongText } from '../../widgets/long-text.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import classes from './panel.module.css'
import { useLongValues } from './use-long-values.ts'

/** Attributes shown at first; a span may carry thousands. */
const atFirst = 60
/** Characters of one value shown at a time. */
const pageOfText = 50_000

/** What the import itself notes on a span; it stands last. */
const isOwn = (key: string): boolean => key.startsWith('coval.import.')

/** A key that may break after its dots and underscores. */
const KeyText = ({ name }: { name: string }) =>
  name.split(/(?<=[._])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one name never move
    <Fragment key={index}>
      <PlainText text={part} />
      <wbr />
    </Fragment>
  ))

interface ListProps {
  readonly title: string
  readonly source: SpanSource
  readonly place: SpanPlace
  readonly where: AttributePlace
  readonly attributes: readonly AttributeView[]
  readonly search?: boolean
  /** Without a heading: within an event or a link. */
  readonly bare?: boolean
}

/** Attributes with their values as plain text; aliases that the import added are marked with what they were made from. */
export function AttributeList({ title, source, place, where, attributes, search = false, bare = false }: ListProps) {
  const [text, setText] = useState('')
  const [most, setMost] = useState(atFirst)
  const long = useLongValues({ source, place, where, attributes, text })
  const shown = useMemo(() => {
    const words = text.toLowerCase()
    return attributes
      .filter(({ key, value }) => key.toLowerCase().includes(words) || value.toLowerCase().includes(words) || long.keys.has(key))
      .sort((a, b) => Number(isOwn(a.key)) - Number(isOwn(b.key)))
  }, [attributes, text, long.keys])
  const list = (
    <>
      {search && attributes.length > 4 && (
        <TextInput
          aria-label="Search the attributes"
          placeholder="Search the attributes"
          maxLength={1000}
          leftSection={<IconSearch size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      <ul className={classes.attributes} aria-label={title}>
        {shown.slice(0, most).map((attribute) => (
          <Attribute key={attribute.key} source={source} place={place} where={where} attribute={attribute} />
        ))}
      </ul>
      {long.state === 'searching' && <p className={classes.quiet}>Searching the long values …</p>}
      {long.state === 'failed' && (
        <p className={classes.warn}>
          {countOf(long.count, 'long value')} searched in the beginning only: the engine did not answer.
        </p>
      )}
      {attributes.length > 0 && shown.length === 0 && long.state === 'done' && (
        <p className={classes.quiet}>No attribute has these letters.</p>
      )}
      {shown.length > most && (
        <Button size="compact-xs" variant="default" onClick={() => setMost(most + 200)}>
          Show {formatNumber(Math.min(200, shown.length - most))} more of {formatNumber(shown.length)}
        </Button>
      )}
    </>
  )
  if (bare) return list
  return (
    <section className={classes.section}>
      <header>
        <h3>{title}</h3>
        <span className={classes.quiet}>{formatNumber(attributes.length)}</span>
      </header>
      {list}
    </section>
  )
}

function Attribute({
  source,
  place,
  where,
  attribute,
}: {
  source: SpanSource
  place: SpanPlace
  where: AttributePlace
  attribute: AttributeView
}) {
  const client = useEngine()
  const queries = useQueryClient()
  const [open, setOpen] = useState(false)
  const [most, setMost] = useState(pageOfText)
  const load = () =>
    queries.fetchQuery({
      queryKey: ['trace-attribute', source, place, where, attribute.key],
      queryFn: () => ask(() => client.trace.attribute({ source, ...place, place: where, key: attribute.key })),
      staleTime: Number.POSITIVE_INFINITY,
    })
  const whole = useMutation({ mutationFn: load, onSuccess: () => setOpen(true) })
  const { key, value, type, cutFrom, aliasOf } = attribute
  const text = whole.data ?? value
  const cut = cutFrom !== null && whole.data === undefined
  const pretty = useMemo(() => (open && !cut ? indentJson(text) : null), [open, cut, text])
  const shown = pretty ?? text
  const long = value.length > 220 || value.split('\n', 5).length > 4 || cutFrom !== null
  return (
    <li className={classes.attribute}>
      <div className={classes.key}>
        <code>{key.length > 600 ? <LongText text={key} atFirst={600} /> : <KeyText name={key} />}</code>
        {aliasOf !== null && (
          <span className={classes.alias} title={`The import added it from ${aliasOf}`}>
            alias of {aliasOf}
          </span>
        )}
        {isOwn(key) && (
          <span className={classes.type} title="Not of the instrumentation: the import keeps its own notes here.">
            note of the import
          </span>
        )}
        {type !== 'string' && <span className={classes.type}>{type}</span>}
        <span className={classes.keyTools}>
          <CopyButton compact label={`Copy the value of ${key.slice(0, 80)}`} text={cut ? load : text} />
        </span>
      </div>
      {text === '' ? (
        <p className={classes.quiet}>(empty)</p>
      ) : (
        <pre className={classes.value} data-open={open || !long || undefined} data-type={type}>
          <PlainText text={open ? shown.slice(0, most) : text.slice(0, 2000)} />
        </pre>
      )}
      {long && (
        <div className={classes.valueTools}>
          {cut ? (
            <button type="button" className={classes.link} disabled={whole.isPending} onClick={() => whole.mutate()}>
              {whole.isPending ? 'Loading' : `Load all ${formatNumber(cutFrom)} characters`}
            </button>
          ) : (
            <button type="button" className={classes.link} aria-expanded={open} onClick={() => setOpen(!open)}>
              {open ? 'Show less' : 'Show all'}
            </button>
          )}
          {open && shown.length > most && (
            <button type="button" className={classes.link} onClick={() => setMost(most + pageOfText)}>
              {formatNumber(most)} of {formatNumber(shown.length)} characters shown; show more
            </button>
          )}
          {pretty !== null && <span className={classes.quiet}>JSON, indented</span>}
        </div>
      )}
      {whole.isError && <FailurePanel failure={toFailure(whole.error)} />}
    </li>
  )
}
