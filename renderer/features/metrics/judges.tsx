import { Button, Loader } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { Judge, JudgeEndpointView } from '../../../shared/contract/judges.ts'
import { toFailure } from '../../stores/failure.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { type ShownCard, useShownCard } from './drafts.ts'
import { EndpointCard } from './endpoint-card.tsx'
import { JudgeCard } from './judge-card.tsx'
import { JudgeResults } from './judge-results.tsx'
import classes from './judges.module.css'
import { useEndpoints, useJudges } from './queries.ts'

const scaleWords = (judge: Judge): string => {
  switch (judge.scale.kind) {
    case 'binary':
      return 'yes or no'
    case 'categorical':
      return `${judge.scale.categories.length} categories`
    case 'numerical':
      return `${judge.scale.min} to ${judge.scale.max}`
  }
}

/** Questions that a model answers about the simulation. Nothing is sent before it was shown. */
export function Judges({ source }: { source: SpanSource }) {
  const endpoints = useEndpoints()
  const judges = useJudges()
  const { shown, card } = useShownCard()
  if (endpoints.isPending || judges.isPending)
    return (
      <p className={classes.wait}>
        <Loader size={14} /> Reading the judges
      </p>
    )
  const failure = endpoints.error ?? judges.error
  if (failure || !endpoints.data || !judges.data)
    return (
      <div className={classes.pad}>
        <FailurePanel failure={toFailure(failure)} />
      </div>
    )
  const chosen: ShownCard = shown ?? {
    kind: judges.data.length > 0 || endpoints.data.length > 0 ? 'judge' : 'endpoint',
    id: judges.data[0]?.id ?? null,
  }
  const show = (kind: ShownCard['kind'], id: string | null) => {
    if (kind !== chosen.kind || id !== chosen.id) useShownCard.setState({ shown: { kind, id }, card: card + 1 })
  }
  const keep = ({ id }: { id: string }) => useShownCard.setState({ shown: { ...chosen, id } })
  const showFirst = () => useShownCard.setState({ shown: null, card: card + 1 })
  const judge = chosen.kind === 'judge' ? (judges.data.find((one) => one.id === chosen.id) ?? null) : null
  const endpoint = chosen.kind === 'endpoint' ? (endpoints.data.find((one) => one.id === chosen.id) ?? null) : null
  return (
    <div className={classes.body}>
      <div className={classes.side}>
        <section aria-label="Judges">
          <h2>Judges</h2>
          <ul>
            {judges.data.map((one) => (
              <Item key={one.id} current={one.id === judge?.id} onClick={() => show('judge', one.id)}>
                <span>{one.name}</span>
                <span className={classes.quiet}>{scaleWords(one)}</span>
              </Item>
            ))}
          </ul>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={13} />}
            disabled={endpoints.data.length === 0}
            onClick={() => show('judge', null)}
          >
            New judge
          </Button>
        </section>
        <section aria-label="Endpoints">
          <h2>Endpoints</h2>
          <ul>
            {endpoints.data.map((one) => (
              <Item key={one.id} current={one.id === endpoint?.id} onClick={() => show('endpoint', one.id)}>
                <EndpointLine endpoint={one} />
              </Item>
            ))}
          </ul>
          <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={13} />} onClick={() => show('endpoint', null)}>
            New endpoint
          </Button>
        </section>
      </div>
      <div className={classes.main}>
        {chosen.kind === 'endpoint' ? (
          <>
            {endpoints.data.length === 0 && (
              <EmptyState
                title="First, a model to ask"
                text="Any OpenAI-compatible endpoint will do; a local Ollama needs no key and sends nothing out."
              />
            )}
            <EndpointCard key={card} endpoint={endpoint} onSaved={keep} onRemoved={showFirst} />
          </>
        ) : (
          <JudgeCard key={card} judge={judge} endpoints={endpoints.data} source={source} onSaved={keep} onRemoved={showFirst} />
        )}
        <JudgeResults source={source} />
      </div>
    </div>
  )
}

function Item({ current, onClick, children }: { current: boolean; onClick: () => void; children: React.ReactNode }) {
  return (
    <li>
      <button type="button" className={classes.item} aria-current={current} onClick={onClick}>
        {children}
      </button>
    </li>
  )
}

const EndpointLine = ({ endpoint }: { endpoint: JudgeEndpointView }) => (
  <>
    <span>
      {endpoint.name} {endpoint.key.configured && <IconKey size={12} aria-label="key configured" />}
    </span>
    <span className={classes.quiet}>{endpoint.model}</span>
  </>
)
