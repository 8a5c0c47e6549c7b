import { Button, Checkbox, Popover, Select, TextInput, Tooltip } from '@mantine/core'
import { IconAdjustments, IconDownload, IconEye } from '@tabler/icons-react'
import { useId } from 'react'
import type { LimitsMode } from '../../../shared/contract/import.ts'
import { parseSimulationInput } from '../../../shared/correlation/simulation-input.ts'
import { importJob, previewJob } from '../../stores/jobs.ts'
import { navigate, useLocation } from '../../stores/navigation.ts'
import { useConnections } from '../../stores/queries.ts'
import { takeLink } from '../../stores/take-link.ts'
import { useReplaceChoice, useRequest, useRequestActions } from '../../stores/use-request.ts'
import { localZone } from '../../widgets/format.ts'
import { NumberField } from '../../widgets/number-field.tsx'
import { Prose } from '../../widgets/prose.tsx'
import { Segments } from '../../widgets/segments.tsx'
import classes from './import.module.css'
import { InstantInput } from './instant-input.tsx'
import { choiceOf, optionsFor, windowFor } from './window-choice.ts'

const limitsModes: readonly { readonly value: LimitsMode; readonly label: string }[] = [
  { value: 'simulation', label: 'Whole' },
  { value: 'documented', label: 'As Coval' },
]

/** Which simulation, within which window, under which limits. */
export function RequestForm() {
  const location = useLocation()
  const described = useRequest()
  const actions = useRequestActions()
  const found = previewJob.useJob((job) => (job.phase === 'idle' ? null : (job.live.report?.window ?? null)))
  const importing = importJob.useJob((job) => job.phase === 'running')
  const { replace } = useReplaceChoice()
  const hintId = useId()
  const { window } = location
  const problem = 'missing' in described ? described.missing : null
  const invalid = described.input?.kind === 'invalid'
  const wrongWindow = window.kind === 'exact' && problem !== null
  // Until it is known which connections there are, none is missing.
  const { isPending: connecting } = useConnections()

  return (
    <form
      className={classes.form}
      data-request
      onSubmit={(event) => {
        event.preventDefault()
        actions.preview()
      }}
    >
      <div className={classes.row}>
        <TextInput
          className={classes.simulation ?? ''}
          classNames={{ input: classes.mono ?? '' }}
          label="Simulation"
          placeholder="Simulation output id, Coval result URL, or coval-companion:// link"
          value={location.simulation}
          error={invalid}
          aria-describedby={hintId}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => takeInput(event.currentTarget.value)}
        />
        <Select
          label="Window"
          data-focus="window"
          w={158}
          data={optionsFor(window)}
          value={choiceOf(window)}
          onChange={(choice) => choice && navigate({ window: windowFor(choice, found, Date.now()) }, 'replace')}
        />
        <div className={classes.labelled}>
          <span className={classes.label}>Limits</span>
          <Tooltip
            multiline
            maw={330}
            label="“Whole” asks Phoenix for the simulation’s own spans. “As Coval” does what Coval’s page documents: the newest 5,000 spans of everybody in the window, then match."
          >
            <div>
              <Segments
                label="Limits"
                options={limitsModes}
                value={location.limits}
                onChange={(limits) => navigate({ limits }, 'replace')}
              />
            </div>
          </Tooltip>
        </div>
        <Options />
        <div className={classes.buttons}>
          <Button type="submit" variant="default" leftSection={<IconEye size={15} />} disabled={problem !== null}>
            Preview
          </Button>
          <Button
            leftSection={<IconDownload size={15} />}
            disabled={problem !== null || importing}
            onClick={() => void actions.import()}
          >
            {replace ? 'Import and replace' : 'Import'}
          </Button>
        </div>
      </div>
      {window.kind === 'exact' && (
        <div className={classes.row}>
          <InstantInput
            label="From"
            side="start"
            iso={window.start}
            onChange={(start) => navigate({ window: { ...window, start } }, 'replace')}
          />
          <InstantInput
            label="To"
            side="end"
            iso={window.end}
            onChange={(end) => navigate({ window: { ...window, end } }, 'replace')}
          />
          <p className={classes.zone}>
            {localZone() === 'UTC'
              ? 'Times are UTC, as this machine is.'
              : `Times are typed in ${localZone()}; UTC stands below them.`}
          </p>
        </div>
      )}
      <p id={hintId} className={classes.hint} data-bad={invalid || wrongWindow || undefined} aria-live="polite">
        {!connecting && <Prose text={hintFor(location.simulation, problem)} />}
      </p>
    </form>
  )
}

/** Whatever keeps the buttons from being pressed stands here. */
const hintFor = (simulation: string, problem: string | null) =>
  problem ?? (simulation.trim() === '' ? 'Without an id every span of the window is taken.' : '')

/** A pasted address or link becomes what it names, in the field, where the person sees it. */
function takeInput(text: string): void {
  const input = parseSimulationInput(text)
  if (input.kind === 'deep-link') takeLink(input, 'replace')
  else navigate({ simulation: input.kind === 'result-url' ? input.simulation : text }, 'replace')
}

function Options() {
  const { budget } = useLocation()
  const { replace, setReplace } = useReplaceChoice()
  const changed = replace || budget !== 90
  return (
    <Popover position="bottom-end" width={300} trapFocus shadow="md">
      <Popover.Target>
        <Button
          variant="default"
          px={8}
          mt={21}
          h={30}
          aria-label="Options"
          data-changed={changed || undefined}
          className={classes.options ?? ''}
        >
          <IconAdjustments size={16} />
        </Button>
      </Popover.Target>
      <Popover.Dropdown>
        <div className={classes.popover} data-request>
          <NumberField
            label="Time budget, seconds"
            description="One deadline over everything. When it passes, nothing is written. Coval allows 90."
            min={1}
            max={3600}
            integer
            value={budget}
            onChange={(seconds) => navigate({ budget: seconds }, 'replace')}
          />
          <Checkbox
            size="xs"
            label="Replace an earlier import"
            description="Otherwise a simulation that is already there is left as it is."
            checked={replace}
            onChange={(event) => setReplace(event.currentTarget.checked)}
          />
        </div>
      </Popover.Dropdown>
    </Popover>
  )
}
