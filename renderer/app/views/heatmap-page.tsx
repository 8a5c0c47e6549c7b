import { Heatmap } from '../../features/transitions/heatmap.tsx'

export const HeatmapPage = () => <Heatmap />
