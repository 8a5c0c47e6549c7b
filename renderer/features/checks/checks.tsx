import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import {
  IconAlertTriangleFilled,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleXFilled,
  IconPlayerPlay,
  IconSearch,
} from '@tabler/icons-react'
import type { CheckVerdict, NextStep } from '../../../shared/contract/checks.ts'
import type { ImportRequest } from '../../../shared/contract/import.ts'
import type { CheckedPhoenix } from '../../stores/jobs.ts'
import { checksJob, previewJob, samePhoenix } from '../../stores/jobs.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { proposeProject } from '../../stores/proposed-project.ts'
import { useActiveConnection, useInfo } from '../../stores/queries.ts'
import { formOf, freshPreview, sameQuestion } from '../../stores/request.ts'
import { useRequest, useRequestActions } from '../../stores/use-request.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { EmptyState } from '../../widgets/empty-state.tsx'
import { FailurePanel } from '../../widgets/failure-panel.tsx'
import { formatDuration } from '../../widgets/format.ts'
import { Page } from '../../widgets/page.tsx'
import { Prose } from '../../widgets/prose.tsx'
import { RecordCaseButton } from '../../widgets/record-case-button.tsx'
import { Spinner } from '../../widgets/spinner.tsx'
import type { ListedCheck } from './catalogue.ts'
import { groupChecks, listChecks, searchChecks } from './catalogue.ts'
import classes from './checks.module.css'
import { followStep, labelOf } from './next-step.ts'
import { writeReport } from './report-markdown.ts'

/** The page's troubleshooting, run for real. */
export function Checks() {
  const job = checksJob.useJob()
  const actions = useRequestActions()
  const described = useRequest()
  const connection = useActiveConnection()
  const version = useInfo().data?.version ?? null
  const { search } = useLocation()
  const live = job.phase === 'idle' ? null : job.live
  const running = job.phase === 'running'
  const listed = listChecks(live?.results ?? [])
  const shown = searchChecks(listed, search)
  const problem = 'missing' in described ? described.missing : null
  const request = job.phase === 'idle' ? null : job.request
  const asks = 'request' in described ? described.request : null
  // What is on screen speaks of what was asked; where nothing was yet, of what would be.
  const about = request && live ? aboutOf(request, live.phoenix) : asks ? aboutOf(asks, connection) : (problem ?? '')
  const stale =
    request !== null &&
    live !== null &&
    ((asks !== null && !sameQuestion(asks, request)) || !samePhoenix(live.phoenix, connection))
  const waiting = (check: ListedCheck) =>
    running && (live?.only === null || live?.only?.includes(check.id) === true) && (check.result === null || live?.only !== null)

  return (
    <Page
      title="Checks"
      head={
        <>
          <TextInput
            data-search
            className={classes.search ?? ''}
            aria-label="Search the checks"
            placeholder="What you see: 401, connection refused, no spans"
            leftSection={<IconSearch size={14} />}
            value={search}
            onChange={(event) => navigate({ search: event.currentTarget.value }, 'replace')}
          />
          <Summary listed={listed} />
          {live && live.results.length > 0 && (
            <CopyButton
              label="Copy report"
              text={() => writeReport(live.results, request, live.phoenix, { version, startedAt: live.startedAt })}
            />
          )}
          {!running && live && live.results.length > 0 && <RecordCaseButton request={request} size="xs" />}
          {running ? (
            <Button variant="default" onClick={checksJob.cancel}>
              Cancel
            </Button>
          ) : (
            <Button
              leftSection={<IconPlayerPlay size={14} />}
              disabled={problem !== null}
              onClick={() => actions.check(search && shown.length < listed.length ? shown.map(({ id }) => id) : null)}
            >
              {search && shown.length < listed.length ? runThese(shown.length) : 'Run all'}
            </Button>
          )}
        </>
      }
    >
      <div className={classes.list} aria-busy={running}>
        <p className={classes.about} role="status">
          <Prose text={running ? `Now ${live?.gathering ?? 'starting'}…` : about} />
        </p>
        {!running && stale && (
          <p className={classes.stale} role="status">
            The form or its connection has changed since; run the checks again to see what holds for it now.
          </p>
        )}
        {job.phase === 'failed' && (
          <FailurePanel failure={job.failure}>
            <Button size="compact-sm" variant="default" onClick={() => actions.check(null, job.request)}>
              Run all again
            </Button>
          </FailurePanel>
        )}
        {groupChecks(shown).map((group) => (
          <section key={group.title} className={classes.group} aria-label={group.title}>
            <div className={classes.groupHead}>
              <h2>{group.title}</h2>
              {group.cause && <p>{group.cause}</p>}
            </div>
            <ul>
              {group.checks.map((check) => (
                <CheckRow
                  key={check.id}
                  check={check}
                  asked={request}
                  waiting={waiting(check)}
                  canRun={problem === null && !running}
                  onRun={() => actions.check([check.id])}
                />
              ))}
            </ul>
          </section>
        ))}
        {shown.length === 0 && (
          <EmptyState
            title="No check has these words"
            text="Try what the error says: `401`, `connection refused`, `no spans`, `timeout`."
          >
            <Button variant="default" onClick={() => navigate({ search: '' }, 'replace')}>
              Show all checks
            </Button>
          </EmptyState>
        )}
      </div>
    </Page>
  )
}

function aboutOf({ simulation, window }: ImportRequest, phoenix: CheckedPhoenix | null): string {
  const within =
    window.kind === 'find'
      ? 'its own window'
      : window.kind === 'last'
        ? `the last ${formatDuration(window.seconds * 1000)}`
        : `${window.start} – ${window.end}`
  const by = phoenix ? `, by the connection ${phoenix.name} to ${phoenix.host}, project \`${phoenix.project}\`` : ''
  return `For ${simulation === null ? 'every span' : `simulation \`${simulation}\``} within ${within}${by}.`
}

const runThese = (checks: number) => (checks === 1 ? 'Run this one' : `Run these ${checks}`)

const verdictWords: Record<CheckVerdict, string> = { pass: 'passed', warn: 'warning', fail: 'failed', skipped: 'skipped' }

function Summary({ listed }: { listed: readonly ListedCheck[] }) {
  const count = (verdict: CheckVerdict) => listed.filter(({ result }) => result?.verdict === verdict).length
  const parts = (['fail', 'warn', 'pass', 'skipped'] as const).filter((verdict) => count(verdict) > 0)
  return (
    <div className={classes.summary} role="status" aria-label="Summary">
      {parts.map((verdict) => (
        <span key={verdict} data-verdict={verdict}>
          <VerdictIcon verdict={verdict} size={14} /> {count(verdict)}{' '}
          {verdict === 'warn' && count(verdict) > 1 ? 'warnings' : verdictWords[verdict]}
        </span>
      ))}
    </div>
  )
}

function VerdictIcon({ verdict, size = 16 }: { verdict: CheckVerdict | 'waiting' | null; size?: number }) {
  switch (verdict) {
    case 'pass':
      return <IconCircleCheckFilled size={size} className={classes.pass} aria-hidden />
    case 'warn':
      return <IconAlertTriangleFilled size={size} className={classes.warn} aria-hidden />
    case 'fail':
      return <IconCircleXFilled size={size} className={classes.fail} aria-hidden />
    case 'skipped':
      return <IconCircleMinus size={size} className={classes.none} aria-hidden />
    case 'waiting':
      return (
        <span className={classes.turning}>
          <Spinner />
        </span>
      )
    case null:
      return <IconCircleDashed size={size} className={classes.none} aria-hidden />
  }
}

interface CheckRowProps {
  readonly check: ListedCheck
  /** What the result was asked for; null before there is one. */
  readonly asked: ImportRequest | null
  readonly waiting: boolean
  readonly canRun: boolean
  readonly onRun: () => void
}

function CheckRow({ check, asked, waiting, canRun, onRun }: CheckRowProps) {
  const { result } = check
  const next = result?.next ?? null
  // What the button says is not said twice.
  const advice = next && (next.action === null || labelOf(next) !== next.text) ? next.text : null
  const said = waiting ? 'running' : result ? verdictWords[result.verdict] : 'not run'
  return (
    <li className={classes.row} data-verdict={result?.verdict}>
      <VerdictIcon verdict={waiting ? 'waiting' : (result?.verdict ?? null)} />
      <div className={classes.text}>
        <p className={classes.title}>
          {check.title}
          <span className={classes.spoken}>: {said}</span>
        </p>
        {result && (
          <ul className={classes.evidence}>
            {result.evidence.map((line) => (
              <li key={line}>
                <Prose text={line} />
              </li>
            ))}
            {advice && (
              <li className={classes.advice}>
                <Prose text={advice} />
              </li>
            )}
          </ul>
        )}
      </div>
      <div className={classes.side}>
        {next && asked && <StepButton check={check} step={next} asked={asked} />}
        <Tooltip label={result ? 'Run it again' : 'Run it'}>
          <ActionIcon size={24} aria-label={`Run: ${check.title}`} disabled={!canRun} onClick={onRun}>
            <IconPlayerPlay size={14} />
          </ActionIcon>
        </Tooltip>
      </div>
    </li>
  )
}

/** Leads on from a result, with what that result was asked for. */
function StepButton({ check, step, asked }: { check: ListedCheck; step: NextStep; asked: ImportRequest }) {
  const actions = useRequestActions()
  const { connectionId } = asked
  const effect = followStep(step, connectionId)
  const follow = () => {
    switch (effect.kind) {
      case 'none':
        break
      case 'go':
        if (effect.project !== undefined) proposeProject({ connectionId, project: effect.project })
        navigate(effect.to.view === 'preview' ? { ...formOf(asked), ...effect.to } : effect.to)
        break
      case 'preview': {
        const request = { ...asked, ...effect.change }
        const shown = previewJob.useJob.getState()
        // A preview of the same request is on screen already; it must not be read again for a look at another tab.
        if (shown.phase === 'done' && sameQuestion(shown.request, request))
          navigate({ view: 'preview', ...freshPreview, ...formOf(request), tab: effect.tab })
        else actions.preview(request, effect.tab)
        break
      }
      case 'import':
        void actions.import(asked)
        break
      case 'rerun':
        actions.check([check.id], asked)
        break
    }
  }
  if (effect.kind === 'none') return null
  return (
    <Button size="compact-sm" variant={check.result?.verdict === 'fail' ? 'filled' : 'default'} onClick={follow}>
      <span>
        <Prose text={labelOf(step)} />
      </span>
    </Button>
  )
}
