import { isKeychainStuck } from './limit.ts'

/**
 * Ends the process with `code`, also while a keychain call hangs: `process.exit` would then wait for its native thread, which
 * may wait for a person. Where the process can replace itself (Node ≥ 23.11, not on Windows) the code is kept; else it is killed.
 */
export function leaveProcess(code: number): never {
  if (!isKeychainStuck()) process.exit(code)
  const { execve } = process as { execve?: (file: string, args: string[], env: Record<string, string>) => never }
  if (execve !== undefined && process.platform !== 'win32') execve('/bin/sh', ['sh', '-c', `exit ${Number(code)}`], {})
  process.kill(process.pid, 'SIGKILL')
  process.exit(code)
}
