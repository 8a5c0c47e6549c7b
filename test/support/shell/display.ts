import { spawn } from 'node:child_process'

export interface Display {
  /** `:42` */
  readonly name: string
  stop(): Promise<void>
}

/**
 * A display (Xvfb) for one app alone: a window that another one covers is not painted and loses the focus, which no test is
 * about. Null where there is no Xvfb, but a display that the environment names.
 */
export async function ownDisplay(): Promise<Display | null> {
  if (process.platform !== 'linux') return null
  try {
    return await startDisplay()
  } catch (error) {
    const missing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    if (missing && process.env.DISPLAY !== undefined) return null
    throw error
  }
}

/** Xvfb on a number that is free. */
async function startDisplay(): Promise<Display> {
  const child = spawn('Xvfb', ['-displayfd', '1', '-screen', '0', '1400x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const number = await new Promise<string>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)))
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      if (text.includes('\n')) resolve(text.trim())
    })
  })
  return {
    name: `:${number}`,
    async stop() {
      child.kill()
      await ended
    },
  }
}
