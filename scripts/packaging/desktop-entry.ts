import { deepLinkScheme } from '../../shared/correlation/simulation-input.ts'

/**
 * The entry by which a Linux desktop finds the app and gives it our links. It is found by `desktopName` of package.json, and its
 * `Exec` is looked for in PATH: a path in it could hold a space, which plain xdg-open does not take, quoted or not.
 */
export function writeDesktopEntry(app: {
  readonly name: string
  readonly productName: string
  readonly comment: string
}): string {
  const lines = [
    '[Desktop Entry]',
    'Type=Application',
    'Name=Coval Companion',
    `Comment=${app.comment}`,
    `Exec=${app.name} %u`,
    `StartupWMClass=${app.productName}`,
    'Terminal=false',
    'Categories=Development;',
    `MimeType=x-scheme-handler/${deepLinkScheme};`,
  ]
  return `${lines.join('\n')}\n`
}
