import { spawn } from 'node:child_process'

/**
 * Opens a loopback address in the person's browser. False where no browser could be started; the program has printed the link
 * by then. The link is seen in the list of processes for a moment: it is worth nothing once it was used (docs/security.md).
 */
export async function openBrowser(link: string): Promise<boolean> {
  const url = new URL(link)
  if (url.protocol !== 'http:' || url.hostname !== '127.0.0.1') throw new Error('only addresses of the loopback host are opened')
  const [command, ...rest] = opener()
  return new Promise((resolve) => {
    const child = spawn(command, [...rest, url.href], { stdio: 'ignore', detached: true })
    child.once('error', () => resolve(false))
    child.once('spawn', () => {
      child.unref()
      resolve(true)
    })
  })
}

function opener(): [string, ...string[]] {
  if (process.platform === 'darwin') return ['open']
  // `start` would read `&` in an address as the end of a command.
  if (process.platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler']
  return ['xdg-open']
}
