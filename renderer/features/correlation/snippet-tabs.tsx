import { useState } from 'react'
import { snippet } from '../../../shared/correlation/snippets.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { Segments } from '../../widgets/segments.tsx'
import classes from './near-miss.module.css'

const choices = [
  { value: 'opentelemetry-python', label: 'OTel Python' },
  { value: 'opentelemetry-typescript', label: 'OTel TypeScript' },
  { value: 'openinference-python', label: 'OpenInference Python' },
  { value: 'openinference-typescript', label: 'OpenInference TypeScript' },
] as const
type Choice = (typeof choices)[number]['value']

/** The code that makes a trace carry the id, with the person's own id in it. */
export function SnippetTabs({ simulation }: { simulation: string | null }) {
  const [choice, setChoice] = useState<Choice>('opentelemetry-python')
  const [flavor, language] = choice.split('-') as ['opentelemetry' | 'openinference', 'python' | 'typescript']
  const code = snippet({ flavor, language, simulation })
  return (
    <section className={classes.snippet} aria-label="Code that sets the id">
      <header className={classes.snippetHead}>
        <h2>Set the id on the root span</h2>
        <CopyButton compact label="Copy the code" text={code} />
      </header>
      <Segments label="Library and language" wide options={choices} value={choice} onChange={setChoice} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <pre className={classes.code} tabIndex={0}>
        {code}
      </pre>
    </section>
  )
}
