import { CompanionError, type ErrorCode, type ErrorFacts, type Failure } from '../contract/errors.ts'
import type { CheckId } from './index.ts'

interface Explanation {
  /**
   * The check that shows the cause, also when it was run alone: what keeps it from being decided is shown with it. Where there is
   * none, `why` says so. Anything that may go wrong with one request alone is seen where all of them are made, in `window-read`.
   */
  readonly check: CheckId | null
  readonly why?: string
  /** What happened, for docs/errors.md. */
  readonly meaning: string
  /** The one thing to do. */
  readonly next: string | ((facts: ErrorFacts) => string)
}

/** Every code's explanation. The type makes a code without one a compile error. */
export const explanations: Readonly<Record<ErrorCode, Explanation>> = {
  'phoenix-refused': {
    check: 'tcp',
    meaning: 'Nothing listens at the host and port, or a firewall refuses.',
    next: 'Start Phoenix, and check host and port of the connection (6006 unless it was moved).',
  },
  'phoenix-dns': {
    check: 'dns',
    meaning: 'The host name has no address.',
    next: 'Correct the host name, or join the network (VPN) that knows it.',
  },
  'phoenix-tls': {
    check: 'tls',
    meaning:
      'The TLS handshake failed: a certificate that is not trusted, expired or for another name, or plain http behind https.',
    next: 'Renew the certificate, name its authority in NODE_EXTRA_CA_CERTS, or correct http and https in the host.',
  },
  'phoenix-timeout': {
    check: 'window-read',
    meaning: 'Phoenix did not answer in time.',
    next: 'Run it again; if it stays so, look at the load of Phoenix and at the firewall before it.',
  },
  'phoenix-reset': {
    check: 'window-read',
    meaning: 'The connection ended in the middle of an answer, also after retries.',
    next: 'Run it again; if it stays so, look at the log of Phoenix or of the proxy before it.',
  },
  'phoenix-redirect': {
    check: 'window-read',
    meaning: 'The host redirects to another origin. The key was not sent there.',
    next: 'If that address is yours, save it as the host of the connection.',
  },
  'phoenix-unauthorized': {
    check: 'authorised',
    meaning: 'Phoenix answered 401: the key is missing, wrong, expired or revoked.',
    next: 'Make a new API key in Phoenix (Settings → API Keys) and replace the saved one.',
  },
  'phoenix-forbidden': {
    check: 'authorised',
    meaning: 'Phoenix answered 403: the key may not read this.',
    next: 'Use a key that may read the project.',
  },
  'phoenix-project-unknown': {
    check: 'project',
    meaning: 'Phoenix has no project of this name. Letter case matters; a project appears with its first stored span.',
    next: ({ nearest }) => {
      const names = Array.isArray(nearest) ? nearest.filter((name) => typeof name === 'string') : []
      return names.length > 0
        ? `Check the project name; nearest: ${names.join(', ')}.`
        : 'Check the project name; a project appears with its first stored span.'
    },
  },
  'phoenix-rejected': {
    check: 'window-read',
    meaning: 'Phoenix did not accept the request (a 4xx other than 401, 403, 404 and 429).',
    next: 'Check project and window; if they are right, report it with the version of Phoenix.',
  },
  'phoenix-rate-limited': {
    check: 'window-read',
    meaning: 'Phoenix answered 429, also after waiting as long as it asked for.',
    next: 'Wait a minute and run it again.',
  },
  'phoenix-server-error': {
    check: 'window-read',
    meaning: 'Phoenix, or a proxy before it, answered with a 5xx, also after retries.',
    next: 'Look at the log of Phoenix or of the proxy before it.',
  },
  'phoenix-not-json': {
    check: 'window-read',
    meaning: 'Where data was asked for, the answer is of another content type: often a web page, because the path is wrong.',
    next: 'Use Phoenix’s base address, with the path of the space on Phoenix Cloud.',
  },
  'phoenix-not-phoenix': {
    check: 'server',
    meaning: 'The server answers, but it is not a Phoenix.',
    next: 'Check host and port: the address of the Phoenix web page is the right one.',
  },
  'phoenix-malformed': {
    check: 'window-read',
    meaning: 'The answer breaks off in the middle, as behind a proxy that cuts it, or has another shape than Phoenix documents.',
    next: 'Run it again; if it stays so, look at the proxy before Phoenix, or report it with the version of Phoenix and a recording.',
  },
  'phoenix-cursor-loop': {
    check: 'window-read',
    meaning: 'Phoenix gave the same page cursor twice; reading on would never end.',
    next: 'Run it again; if it stays so, report it with the version of Phoenix.',
  },
  'phoenix-too-large': {
    check: 'window-read',
    meaning: 'One page of spans is larger than this program takes into memory.',
    next: 'Narrow the window, or let the agent record shorter attributes.',
  },
  'budget-exhausted': {
    check: 'window-read',
    meaning: 'The time limit (90 seconds unless changed) passed. Nothing was written.',
    next: 'Run it again, narrow the window, or give it more time.',
  },
  cancelled: {
    check: null,
    why: 'a person did it',
    meaning: 'It was cancelled. Nothing was written.',
    next: 'Start it again when you want it.',
  },
  'store-unreachable': {
    check: 'store-reachable',
    meaning: 'The ClickHouse server does not answer.',
    next: 'Check the address of the store and that ClickHouse is running.',
  },
  'store-unauthorized': {
    check: 'store-reachable',
    meaning: 'ClickHouse does not accept user and password.',
    next: 'Correct user and password of the ClickHouse server.',
  },
  'store-read-only': {
    check: 'store-writable',
    meaning: 'The ClickHouse user, or the directory of the embedded store, may only read.',
    next: 'Use a ClickHouse user that may insert and create tables, or a directory that can be written.',
  },
  'store-schema': {
    check: 'store-reachable',
    meaning: 'The table has other columns than the OpenTelemetry Collector writes, or a newer version of this program made it.',
    next: 'Use another table name, or bring the table to the documented columns.',
  },
  'store-taken': {
    check: 'store-reachable',
    meaning: 'Another process has the embedded store open; one process owns its directory.',
    next: 'Close the app or the other command, or give another directory.',
  },
  'store-full': {
    check: 'store-writable',
    meaning: 'The disk of the store is full.',
    next: 'Free space on that disk, then run it again.',
  },
  'store-failed': {
    check: 'store-reachable',
    meaning: 'ClickHouse answered with an error that has no code of its own here.',
    next: 'Read the message; if it says nothing to you, report it.',
  },
  usage: {
    check: null,
    why: 'the message names the argument',
    meaning: 'An argument or a value that was typed cannot be used.',
    next: 'Change the value that the message names, then try again; `--help` of a command lists what it takes.',
  },
  'no-longer-held': {
    check: null,
    why: 'nothing is wrong with Phoenix or the store',
    meaning: 'An earlier result (a preview, a heatmap, an opened file) was let go of, to keep memory bounded.',
    next: 'Run or open it again; the message says which.',
  },
  'connection-unknown': {
    check: 'connection',
    meaning: 'There is no saved connection of this name.',
    next: ({ known }) =>
      Array.isArray(known) && known.length > 0
        ? `Use one of: ${known.join(', ')}.`
        : 'Save a connection first: its host and project.',
  },
  'connection-incomplete': {
    check: 'connection',
    meaning: 'The connection lacks a host or a project, or one of them cannot be used.',
    next: 'Fill in host and project of the connection.',
  },
  'key-origin-mismatch': {
    check: 'key',
    meaning: 'The saved key belongs to another origin than the connection goes to. It was not sent.',
    next: 'Type the key for this host.',
  },
  'settings-unreadable': {
    check: 'connection',
    meaning:
      'The settings file is damaged, made by a newer version, held by another process, or cannot be read or written. It was left as it is.',
    next: ({ path }) =>
      `Repair ${typeof path === 'string' ? path : 'the file'}, or move it away and enter the connections again.`,
  },
  'vault-failed': {
    check: 'key',
    meaning: 'The keychain did not do what it was asked, or did not answer in time.',
    next: 'Unlock the keychain and run it again.',
  },
  'recording-unreadable': {
    check: null,
    why: 'it is about a file',
    meaning: 'The file is no recording, is damaged or cut off, or asks for more than a recording may hold. Nothing was changed.',
    next: 'Ask for the file again; a case is written by `coval-companion record`.',
  },
  'recording-newer': {
    check: null,
    why: 'it is about a file',
    meaning: 'A newer version of this program wrote the recording.',
    next: 'Update this program, then open it again.',
  },
  'recording-secret': {
    check: null,
    why: 'it is about a file',
    meaning: 'The recording would hold a key or password of yours, so it was not written.',
    next: 'Choose a level that redacts more; if it is the default level, report it.',
  },
  'recording-gone': {
    check: null,
    why: 'it is about memory',
    meaning: 'What was to be recorded or shown is no longer held in memory.',
    next: 'A recording: open its file again. A run: run it again, then record it.',
  },
  'judge-unreachable': {
    check: null,
    why: 'it is about another server',
    meaning: 'The endpoint of a judge refused the connection or did not answer in time. Nothing was kept.',
    next: 'Start the model server, correct the base URL of the endpoint, or allow more time.',
  },
  'judge-unauthorized': {
    check: null,
    why: 'it is about another server',
    meaning: 'The endpoint of a judge answered 401 or 403.',
    next: 'Save a key that may use the model for this endpoint.',
  },
  'judge-rejected': {
    check: null,
    why: 'it is about another server',
    meaning: 'The endpoint of a judge refused the request: another path, an unknown model, too long a prompt, a limit.',
    next: ({ status }) =>
      // What llama.cpp answers while it loads a model, and others while they are asked too much.
      status === 503 || status === 429
        ? 'Wait until the endpoint is ready, then run it again.'
        : 'Correct base URL and model of the endpoint, or lower the bytes that the judge may send.',
  },
  'judge-unusable': {
    check: null,
    why: 'it is about what a model wrote',
    meaning: 'The model answered something other than what was asked for. It is no score, and nothing was kept.',
    next: 'Run it again, ask more plainly, or take a model that can answer with JSON.',
  },
  'engine-down': {
    check: null,
    why: 'checks run in the engine',
    meaning: 'The engine process ended unexpectedly. Nothing half-written is visible.',
    next: 'Run it again; the engine has been started anew.',
  },
  internal: {
    check: null,
    why: 'no check knows the cause',
    meaning: 'A bug in this program.',
    next: 'Report what you did; nothing half-written is visible.',
  },
}

/**
 * A failure as it leaves the engine. What is no `CompanionError` is a bug: only its kind is told, because its text could
 * hold anything.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof CompanionError) return explain(error.code, error.message, error.facts)
  if (error instanceof Error && error.name === 'AbortError') return explain('cancelled', 'the run was cancelled')
  return explain('internal', `unexpected ${error instanceof Error ? error.name : typeof error}`)
}

function explain(code: ErrorCode, message: string, facts: ErrorFacts = {}): Failure {
  const { check, next } = explanations[code]
  return { code, message, next: typeof next === 'string' ? next : next(facts), check }
}
