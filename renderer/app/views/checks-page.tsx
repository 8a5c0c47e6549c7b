import { Checks } from '../../features/checks/checks.tsx'

export const ChecksPage = () => <Checks />
