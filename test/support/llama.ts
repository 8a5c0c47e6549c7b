import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

export interface LlamaStart {
  /** Python with xllamacpp and gguf. */
  readonly python: string
  /** What the model says, see `made_model.py`. */
  readonly habit: 'brief' | 'endless' | 'candid'
  /** Tokens, which are bytes here, of prompt and answer together. */
  readonly context: number
  readonly key?: string
  /** Takes a schema and does not keep to it. */
  readonly ignoresSchemas?: boolean
}

export interface RunningLlama {
  /** With `/v1`. */
  readonly baseUrl: string
  /** Resolves when an answer is under way, some tokens of which are there. */
  writing(): Promise<void>
  /** Resolves when llama.cpp's own log says this. */
  logged(words: string): Promise<void>
  stop(): Promise<void>
}

/** llama.cpp's own server with a real, made-up model of a few megabytes; ready when it resolves. */
export async function startLlama(start: LlamaStart): Promise<RunningLlama> {
  const { python, habit, context, key = null, ignoresSchemas = false } = start
  const folder = await mkdtemp(path.join(tmpdir(), 'coval-llama-'))
  // -B: Python would write its bytecode beside the scripts.
  const child = spawn(python, ['-B', path.join(import.meta.dirname, 'llama_server.py')], {
    env: { PATH: process.env.PATH, HOME: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let log = ''
  const waiting = new Set<() => void>()
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text
    for (const look of waiting) look()
  })
  const logged = (words: string) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!log.includes(words)) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  child.stdin.on('error', () => undefined)
  child.stdin.write(`${JSON.stringify({ folder, habit, context, key, ignores_schemas: ignoresSchemas })}\n`)
  const stop = async () => {
    await end(child)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const address = await firstLine(child)
    return { baseUrl: `${address}/v1`, writing: () => untilWriting(`${address}/slots`, key), logged, stop }
  } catch (error) {
    await stop()
    throw new Error(`llama.cpp did not start: ${log.slice(-4000)}`, { cause: error })
  }
}

/** Not to be asked while llama.cpp is to see that somebody has hung up: it looks after a second in which nobody asked it anything. */
async function untilWriting(url: string, key: string | null): Promise<void> {
  const headers = key === null ? {} : { authorization: `Bearer ${key}` }
  for (;;) {
    const answer = await fetch(url, { headers })
    const slots = (await answer.json()) as { is_processing: boolean; next_token?: { n_decoded: number }[] }[]
    if (slots.some((slot) => slot.is_processing && (slot.next_token?.[0]?.n_decoded ?? 0) > 0)) return
    await wait(20)
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('\n')) resolve(said.slice(0, said.indexOf('\n')))
    })
    child.once('error', reject)
    child.once('exit', (code, signal) => reject(new Error(`ended with ${code ?? signal}`)))
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.stdin?.end()
  const timer = setTimeout(() => child.kill('SIGKILL'), 10_000)
  await gone
  clearTimeout(timer)
}
