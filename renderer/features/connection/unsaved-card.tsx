import type { ConnectionView } from '../../../shared/contract/connection.ts'
import { Card } from '../../widgets/card.tsx'
import { PlainText } from '../../widgets/plain-text.tsx'
import { Fact, Facts } from '../../widgets/side-panel.tsx'

/** In place of the form: a connection that this program made for itself, as the demo's, is saved nowhere and cannot be changed. */
export function UnsavedCard({ connection }: { connection: ConnectionView }) {
  return (
    <Card title={connection.name}>
      <Facts>
        <Fact name="Host">
          <code>{connection.host}</code>, only while the program runs
        </Fact>
        <Fact name="Project">
          <PlainText text={connection.project} />
        </Fact>
        <Fact name="API key">{connection.key.configured ? 'held in memory' : 'none needed'}</Fact>
      </Facts>
    </Card>
  )
}
