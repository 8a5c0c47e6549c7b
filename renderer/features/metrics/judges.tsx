import { Button, Loader } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import type { SpanSource } from '../../../shared/contract/index.ts'
import type { Judge, JudgeEndpointView } from '../../../shared/contract/judges.ts'
import { toFailure } from '../../stores/failure.ts'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { EndpointCard } from './endpoint-card.tsx'
import { JudgeCard } from './judge-card.tsx'
import { JudgeResults } from './judge-results.tsx'
import classes from './judges.module.css'
import { useEndpoints, useJudges } from './queries.ts'

type Shown = { kind: 'judge'; id: string | null } | { kind: 'endpoint'; id: string | null }

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
  const [shown, setShown] = useState<Shown | null>(null)
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
  const chosen: Shown = shown ?? {
    kind: judges.data.length > 0 || endpoints.data.length > 0 ? 'judge' : 'endpoint',
    id: judges.data[0]?.id ?? null,
  }
  const judge = chosen.kind === 'judge' ? (judges.data.find((one) => one.id === chosen.id) ?? null) : null
  const endpoint = chosen.kind === 'endpoint' ? (endpoints.data.find((one) => one.id === chosen.id) ?? null) : null
  return (
    <div className={classes.body}>
      <div className={classes.side}>
        <section aria-label="Judges">
          <h2>Judges</h2>
          <ul>
            {judges.data.map((one) => (
              <Item key={one.id} current={one.id === judge?.id} onClick={() => setShown({ kind: 'judge', id: one.id })}>
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
            onClick={() => setShown({ kind: 'judge', id: null })}
          >
            New judge
          </Button>
        </section>
        <section aria-label="Endpoints">
          <h2>Endpoints</h2>
          <ul>
            {endpoints.data.map((one) => (
              <Item key={one.id} current={one.id === endpoint?.id} onClick={() => setShown({ kind: 'endpoint', id: one.id })}>
                <EndpointLine endpoint={one} />
              </Item>
            ))}
          </ul>
          <Button
            variant="subtle"
            size="compact-sm"
            leftSection={<IconPlus size={13} />}
            onClick={() => setShown({ kind: 'endpoint', id: null })}
          >
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
            <EndpointCard
              key={endpoint?.id ?? 'new'}
              endpoint={endpoint}
              onSaved={(saved) => setShown({ kind: 'endpoint', id: saved.id })}
              onRemoved={() => setShown(null)}
            />
          </>
        ) : (
          <JudgeCard
            key={judge?.id ?? 'new'}
            judge={judge}
            endpoints={endpoints.data}
            source={source}
            onSaved={(saved) => setShown({ kind: 'judge', id: saved.id })}
            onRemoved={() => setShown(null)}
          />
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
