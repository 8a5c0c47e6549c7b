import { Recordings } from '../../features/recording/recordings.tsx'

export const RecordingsPage = () => <Recordings />
