import { Mapping } from '../../features/aliases/mapping.tsx'

export const MappingPage = () => <Mapping />
