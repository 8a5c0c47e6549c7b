import { Simulations } from '../../features/simulations/simulations.tsx'

export const SimulationsPage = () => <Simulations />
