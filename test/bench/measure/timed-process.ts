import { spawn } from 'node:child_process'
import { performance } from 'node:perf_hooks'

/** Runs a program to its end; milliseconds from its start. Throws with what it said when it fails. */
export async function timeProcess(
  program: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<{ elapsedMs: number; output: string }> {
  const startedAt = performance.now()
  const child = spawn(program, parameters, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let complaint = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk).slice(-4000)
  })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${complaint || output.slice(-2000)}`)
  return { elapsedMs: performance.now() - startedAt, output }
}
