import type { Launched } from './launch.ts'
import type { ProbePage } from './probe-page.ts'

declare const probe: ProbePage

/** The running engine's process id, as the page learns it. */
export async function enginePid({ page }: Launched): Promise<number> {
  return (await page.evaluate(() => probe.client.app.info())).enginePid
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
