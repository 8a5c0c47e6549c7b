import type { Page } from '@playwright/test'

/** How people meet the app: through the loopback host in their browser, or in its own window. */
export type HostKind = 'browser' | 'electron'

/** A file that the app offered and the person kept. */
export interface SavedFile {
  readonly name: string
  readonly path: string
}

/** One run of the app, from its start to its end. */
export interface Run {
  readonly page: Page
  /** What the page said on its console, and what it threw, one line each. */
  readonly said: readonly string[]
  /** The process that holds the app: the loopback host, or Electron's main. */
  readonly pid: number
  /** Starts the app a second time, as a desktop does with a link; resolves when that process has ended. */
  startAgain(link: string): Promise<void>
  /** The file that this act makes the page offer, once all of it is there. */
  saved(act: () => Promise<unknown>): Promise<SavedFile>
  close(): Promise<void>
}

/** Starts the app. */
export type Start = (options: RunOptions) => Promise<Run>

export interface RunOptions {
  readonly home: string
  readonly env: Readonly<Record<string, string>>
  /** Further arguments of the start, as a deep link. */
  readonly args: readonly string[]
}
