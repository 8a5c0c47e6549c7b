import * as z from 'zod'

/**
 * A `coval-companion://import?…` link as it reaches the page: parsed, and holding nothing but what may fill the form. What else
 * it carried (a host, a key, an instruction to start) was dropped where it was read, and only its name is kept.
 */
export const IncomingLink = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('deep-link'),
    simulation: z.string(),
    /** Both or neither. */
    start: z.string().nullable(),
    end: z.string().nullable(),
    /** Only a hint: it does not switch the connection. */
    project: z.string().nullable(),
    ignored: z.array(z.string()),
  }),
  z.object({ kind: z.literal('invalid'), reason: z.string() }),
])
export type IncomingLink = z.infer<typeof IncomingLink>

/** What the host of the page can do; the page hides the buttons of the rest. */
export interface ShellAbilities {
  readonly reveal: boolean
  readonly chooseFile: boolean
  readonly chooseFolder: boolean
}

/** What the page asks of its host beside the engine. The same in Electron and in a browser, where some of it is not there. */
export interface Shell {
  readonly host: 'electron' | 'browser'
  readonly can: ShellAbilities
  /** Opens an https address in the person's browser. False where it was refused. */
  openExternal(url: string): Promise<boolean>
  /** Shows a folder or file in the file manager. False where it does not exist or cannot be shown. */
  reveal(path: string): Promise<boolean>
  /** The chosen file's path; null when nothing was chosen. */
  chooseFile(kind: FileKind): Promise<string | null>
  chooseFolder(): Promise<string | null>
  /** The deep link that waits, once: the second call answers null. */
  takeDeepLink(): Promise<IncomingLink | null>
  /** Tells that a deep link has come; `takeDeepLink` hands it out. Returns how to stop listening. */
  onDeepLink(listener: () => void): () => void
}

export type FileKind = 'recording'

/**
 * What the preload script exposes as `window.companion`. The port to the engine comes as a message of the window's own
 * origin (`PortMessage`): a port cannot pass the bridge.
 */
export interface ShellBridge extends Omit<Shell, 'host'> {
  readonly engine: {
    /** Asks for a port, now and after every restart of the engine. */
    connect(): void
    /** The engine of this generation has ended; its port is dead. */
    onDown(listener: (generation: number) => void): () => void
  }
}

export interface PortMessage {
  readonly type: 'engine:port'
  /** Counts the engine's starts, so that a port that was overtaken by its engine's end is recognised. */
  readonly generation: number
}

/** The only channels between page and main: what the page asks, and what main tells. */
export type ShellRequest =
  | 'shell:open-external'
  | 'shell:reveal'
  | 'shell:choose-file'
  | 'shell:choose-folder'
  | 'shell:take-deep-link'
export type ShellSignal = 'engine:connect'
export type ShellEvent = 'engine:port' | 'engine:down' | 'shell:deep-link'
