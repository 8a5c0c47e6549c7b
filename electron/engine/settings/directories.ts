import { posix, win32 } from 'node:path'

export interface Directories {
  /** Holds `settings.json`. */
  readonly config: string
  /** Holds the embedded trace store. */
  readonly data: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The per-user directories by the platform's custom. `COVAL_COMPANION_HOME` replaces all of it: `config` and `data` below one
 * directory, for tests and portable use. `home` is the user's home directory.
 */
export function resolveDirectories(env: Environment, platform: NodeJS.Platform, home: string): Directories {
  const path = platform === 'win32' ? win32 : posix
  const given = (name: string) => {
    const value = env[name]
    // The XDG specification tells programs to ignore a relative path.
    return value !== undefined && path.isAbsolute(value) ? value : null
  }
  const own = env.COVAL_COMPANION_HOME
  if (own !== undefined && own !== '') return { config: path.join(own, 'config'), data: path.join(own, 'data') }
  if (platform === 'win32') {
    const roaming = given('APPDATA') ?? path.join(home, 'AppData', 'Roaming')
    const local = given('LOCALAPPDATA') ?? path.join(home, 'AppData', 'Local')
    return { config: path.join(roaming, 'Coval Companion'), data: path.join(local, 'Coval Companion', 'data') }
  }
  if (platform === 'darwin') {
    const support = path.join(home, 'Library', 'Application Support', 'Coval Companion')
    return { config: support, data: path.join(support, 'data') }
  }
  return {
    config: path.join(given('XDG_CONFIG_HOME') ?? path.join(home, '.config'), 'coval-companion'),
    data: path.join(given('XDG_DATA_HOME') ?? path.join(home, '.local', 'share'), 'coval-companion'),
  }
}
