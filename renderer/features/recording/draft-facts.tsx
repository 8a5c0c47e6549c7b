import { IconAlertTriangle, IconShieldCheck, IconShieldOff } from '@tabler/icons-react'
import type { DraftCase } from '../../../shared/contract/recordings.ts'
import { CopyButton } from '../../widgets/copy-button.tsx'
import { countOf, formatBytes, formatNumber } from '../../widgets/format.ts'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Fact, Facts } from '../../widgets/side-panel.tsx'
import classes from './draft.module.css'
import { RedactionTable } from './redaction-table.tsx'

/** Sizes, secrets, what became of what, and the manifest. */
export function DraftFacts({ draft }: { draft: DraftCase }) {
  const manifest = JSON.stringify(draft.manifest, null, 2)
  return (
    <>
      <section className={classes.section} aria-label="The file">
        <p className={classes.swept} data-none={draft.secretsSwept === 0 || undefined}>
          {draft.secretsSwept === 0 ? <IconShieldOff size={16} aria-hidden /> : <IconShieldCheck size={16} aria-hidden />}
          <span>
            {draft.secretsSwept === 0
              ? draft.secretsTooShort === 0
                ? 'No key or password is known to this program, so there was none to look for.'
                : 'No key or password was looked for.'
              : `${countOf(draft.secretsSwept, 'secret was', 'secrets were')} looked for in every line and every spelling; none is in it.`}
          </span>
        </p>
        {draft.secretsTooShort > 0 && (
          <Warning>
            <strong>{countOf(draft.secretsTooShort, 'secret', 'secrets')} could not be looked for.</strong> Fewer than four
            characters are anywhere by chance. See for yourself, or set a longer one.
          </Warning>
        )}
        {!draft.complete && (
          <Warning>
            <strong>Some answers are lost.</strong> They did not fit into memory; the file may replay with fewer spans.
          </Warning>
        )}
        {draft.unfaithful > 0 && (
          <Warning>
            <strong>{countOf(draft.unfaithful, 'span')} may decide differently.</strong> No tag stands to the id as their value
            does. Replay the file before you send it.
          </Warning>
        )}
        <Facts>
          <Fact name="Name">
            <code>
              <PlainText text={draft.fileName} />
            </code>
          </Fact>
          <Fact name="Size">
            {formatBytes(draft.packedBytes)}, {formatBytes(draft.unpackedBytes)} unpacked
          </Fact>
          <Fact name="Lines">{formatNumber(draft.lines)}, each of them shown line by line</Fact>
        </Facts>
      </section>
      <section className={classes.section} aria-labelledby="redaction-report">
        <h2 id="redaction-report">What became of it</h2>
        <RedactionTable entries={draft.redaction} />
      </section>
      <section className={classes.section} aria-labelledby="draft-manifest">
        <h2 id="draft-manifest">
          Manifest <CopyButton compact label="Copy the manifest" text={manifest} />
        </h2>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so the keyboard must reach it */}
        <section className={classes.manifest} tabIndex={0} aria-label="Text of the manifest">
          <pre>
            <PlainText text={manifest} />
          </pre>
        </section>
      </section>
    </>
  )
}

const Warning = ({ children }: { children: React.ReactNode }) => (
  <p className={classes.warning}>
    <IconAlertTriangle size={16} aria-hidden />
    <span>{children}</span>
  </p>
)
