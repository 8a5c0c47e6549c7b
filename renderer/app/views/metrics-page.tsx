import { Metrics } from '../../features/metrics/metrics.tsx'

export const MetricsPage = () => <Metrics />
