export { isLoopback, isPlainHttpAbroad } from '../../../shared/contract/plain-http.ts'
export { readTypedKey } from './bound-key.ts'
export {
  keyFor,
  keyState,
  originOf,
  phoenixAccount,
  removeKey,
  saveKey,
  viewConnection,
} from './credentials.ts'
export { type Directories, resolveDirectories } from './directories.ts'
export {
  connectionFromEnvironment,
  type EnvironmentConnection,
  environmentConnectionId,
  environmentKeyFor,
} from './environment.ts'
export type { SettingsDocument } from './file.ts'
export { openMeasures, type SavedList, type SavedMeasures } from './saved-measures.ts'
export { type ConnectionDraft, openSettings, type Settings } from './settings.ts'
