import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

export interface PageFiles {
  /** Rejects where there is no such file. */
  read(path: string): Promise<Buffer>
}

/**
 * The page's files. The page itself and what it names are read at once, while Chromium starts, and kept until they were asked for.
 */
export function openPageFiles(folder: string): PageFiles {
  const ahead = new Map<string, Promise<Buffer>>()
  const fromDisk = (path: string): Promise<Buffer> => readFile(join(folder, path))
  const readAhead = (path: string): Promise<Buffer> => {
    const bytes = fromDisk(path)
    ahead.set(path, bytes)
    return bytes
  }
  // What cannot be read is told to who asks for it.
  const unread = (): void => undefined
  readAhead('index.html').then((page) => {
    for (const path of namedIn(page.toString('utf8'))) readAhead(path).catch(unread)
  }, unread)
  return {
    read(path) {
      const bytes = ahead.get(path) ?? fromDisk(path)
      ahead.delete(path)
      return bytes
    },
  }
}

/** The files of ours that a page names, as `./assets/…`. */
export const namedIn = (html: string): string[] => [
  ...new Set([...html.matchAll(/(?:src|href)="\.\/(assets\/[\w.-]+)"/g)].map(([, path = '']) => path)),
]
