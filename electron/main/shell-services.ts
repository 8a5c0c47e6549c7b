import { stat } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { BrowserWindow, dialog, type IpcMainEvent, type IpcMainInvokeEvent, ipcMain, shell } from 'electron'
import type { FileKind, ShellRequest, ShellSignal } from '../../shared/contract/shell.ts'
import type { DeepLinkQueue } from './deep-link.ts'
import type { EnginePorts } from './engine-ports.ts'
import { openExternal } from './external-links.ts'
import { pageOrigin } from './page-scheme.ts'

const longestText = 4_000
const filters: Record<FileKind, { readonly name: string; readonly extensions: string[] }> = {
  recording: { name: 'Recordings', extensions: ['json', 'zip', 'coval'] },
}

/** An address or a path of the page; by hand, since Zod would be the larger part of what must run before the window. */
function readText(argument: unknown): string {
  if (typeof argument !== 'string' || argument === '' || argument.length > longestText) throw new Error('not a text to act upon')
  return argument
}

function readFileKind(argument: unknown): FileKind {
  if (typeof argument !== 'string' || !Object.hasOwn(filters, argument)) throw new Error('no kind of file that can be chosen')
  return argument as FileKind
}

/** True for the page's own top frame; a frame inside it, or another page, is not answered. */
export function isOurPage(event: IpcMainEvent | IpcMainInvokeEvent): boolean {
  const frame = event.senderFrame
  if (!frame || frame !== event.sender.mainFrame) return false
  try {
    const url = new URL(frame.url)
    return `${url.protocol}//${url.host}` === pageOrigin
  } catch {
    return false
  }
}

/** Answers what the page asks of its shell: exactly these five questions, each argument parsed, and only to our own page. */
export function answerPage(links: DeepLinkQueue, ports: EnginePorts): void {
  answer('shell:open-external', async (_event, address) => openExternal(readText(address)))
  answer('shell:reveal', async (_event, path) => reveal(readText(path)))
  answer('shell:choose-file', async (event, kind) => choose(event, ['openFile'], [filters[readFileKind(kind)]]))
  answer('shell:choose-folder', (event) => choose(event, ['openDirectory', 'createDirectory']))
  answer('shell:take-deep-link', async () => links.take())
  ipcMain.on('engine:connect' satisfies ShellSignal, (event) => {
    if (isOurPage(event)) ports.connect(event.sender)
  })
}

function answer(channel: ShellRequest, handle: (event: IpcMainInvokeEvent, argument: unknown) => Promise<unknown>): void {
  ipcMain.handle(channel, (event, argument: unknown) => {
    if (!isOurPage(event)) throw new Error('not for this page')
    return handle(event, argument)
  })
}

/** Shows a file or folder in the file manager; never opens it. A network path would send the person's login to its host. */
async function reveal(path: string): Promise<boolean> {
  if (!isAbsolute(path) || path.startsWith('\\\\') || path.startsWith('//')) return false
  const there = await stat(path).catch(() => null)
  if (there === null) return false
  shell.showItemInFolder(path)
  return true
}

type OpenProperties = ('openFile' | 'openDirectory' | 'createDirectory')[]

async function choose(
  event: IpcMainInvokeEvent,
  properties: OpenProperties,
  filters: { name: string; extensions: string[] }[] = [],
): Promise<string | null> {
  const window = BrowserWindow.fromWebContents(event.sender)
  const options = { properties, filters }
  const chosen = window ? await dialog.showOpenDialog(window, options) : await dialog.showOpenDialog(options)
  return chosen.canceled ? null : (chosen.filePaths[0] ?? null)
}
