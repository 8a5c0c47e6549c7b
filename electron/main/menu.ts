import { Menu, type MenuItemConstructorOptions } from 'electron'
import { openExternal } from './external-links.ts'

const help = 'https://docs.coval.dev/'

/** Electron would make a menu of its own before the window, only to have it replaced. Before the app is ready. */
export const keepMenuForLater = (): void => Menu.setApplicationMenu(null)

/** The usual menu of the platform: without it, copy and paste have no keys on macOS. */
export function setMenu(): void {
  const mac = process.platform === 'darwin'
  const template: MenuItemConstructorOptions[] = [
    ...(mac ? [{ role: 'appMenu' } as const] : []),
    { label: 'File', submenu: [mac ? { role: 'close' } : { role: 'quit' }] },
    { role: 'editMenu' },
    {
      label: 'View',
      submenu: [
        { role: 'reload' },
        { type: 'separator' },
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { type: 'separator' },
        { role: 'togglefullscreen' },
        { role: 'toggleDevTools' },
      ],
    },
    { role: 'windowMenu' },
    { role: 'help', submenu: [{ label: 'Coval documentation', click: () => void openExternal(help) }] },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
