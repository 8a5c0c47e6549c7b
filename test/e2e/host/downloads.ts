import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import type { Page } from '@playwright/test'
import type { Run } from './running.ts'

/**
 * Keeps what the window offers in this folder, as a person who says "save" in the system's dialog does: nobody is there to answer it.
 * The app's own guard is asked first, and a download that it denies never arrives.
 */
export async function keepDownloads(page: Page, folder: string): Promise<Run['saved']> {
  const session = await page.context().newCDPSession(page)
  await session.send('Page.enable')
  let kept = 0
  return async (act) => {
    // Files of one name must not replace one another.
    const downloadPath = path.join(folder, String(++kept))
    await mkdir(downloadPath, { recursive: true })
    await session.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath })
    const name = new Promise<string>((resolve, reject) => {
      let offered: { guid: string; name: string } | null = null
      session.once('Page.downloadWillBegin', ({ guid, suggestedFilename }) => {
        offered = { guid, name: suggestedFilename }
      })
      session.on('Page.downloadProgress', ({ guid, state }) => {
        if (guid !== offered?.guid || state === 'inProgress') return
        if (state === 'completed') resolve(offered.name)
        else reject(new Error(`the download of ${offered.name} was denied`))
      })
    })
    await act()
    return { name: await name, path: path.join(downloadPath, await name) }
  }
}
