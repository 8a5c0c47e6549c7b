import type { IncomingLink } from '../../shared/contract/shell.ts'
import { deepLinkScheme, parseSimulationInput } from '../../shared/correlation/simulation-input.ts'

const longestLink = 4_000

/** Our link among a process's arguments, wherever it stands: Chromium reorders them and puts switches first. */
export function findDeepLink(argv: readonly string[]): string | null {
  return argv.find((argument) => argument.toLowerCase().startsWith(`${deepLinkScheme}:`)) ?? null
}

/** Reads a link; what comes out holds nothing but what may fill the form. */
export function readDeepLink(link: string): IncomingLink {
  if (link.length > longestLink) return { kind: 'invalid', reason: 'This link is too long.' }
  const input = parseSimulationInput(link)
  switch (input.kind) {
    case 'deep-link':
      return { ...input, ignored: [...input.ignored] }
    case 'invalid':
      return input
    default:
      return { kind: 'invalid', reason: 'This is no link of this app.' }
  }
}

export interface DeepLinkQueue {
  /** Keeps the link until the page takes it; a newer one takes its place. */
  offer(link: string): void
  take(): IncomingLink | null
}

/** Holds the newest link until the page is there to take it. `announce` tells a page that is already there. */
export function createDeepLinkQueue(announce: () => void): DeepLinkQueue {
  let waiting: IncomingLink | null = null
  return {
    offer(link) {
      waiting = readDeepLink(link)
      announce()
    },
    take() {
      const taken = waiting
      waiting = null
      return taken
    },
  }
}
