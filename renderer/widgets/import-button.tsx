import { Button } from '@mantine/core'
import { navigate } from '../stores/navigation.ts'

/** The way out of a view that has nothing to show yet. */
export const ImportButton = () => (
  <Button variant="default" onClick={() => navigate({ view: 'preview' })}>
    Import a simulation
  </Button>
)
