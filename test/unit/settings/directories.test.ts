import { expect, test } from 'vitest'
import { resolveDirectories } from '../../../electron/engine/settings/index.ts'

test.each([
  [
    'Linux',
    'linux',
    {},
    '/home/me',
    { config: '/home/me/.config/coval-companion', data: '/home/me/.local/share/coval-companion' },
  ],
  [
    'Linux with XDG directories',
    'linux',
    { XDG_CONFIG_HOME: '/c', XDG_DATA_HOME: '/d' },
    '/home/me',
    { config: '/c/coval-companion', data: '/d/coval-companion' },
  ],
  [
    'a relative XDG directory is ignored',
    'linux',
    { XDG_CONFIG_HOME: 'here' },
    '/home/me',
    { config: '/home/me/.config/coval-companion', data: '/home/me/.local/share/coval-companion' },
  ],
  [
    'macOS',
    'darwin',
    { XDG_CONFIG_HOME: '/c' },
    '/Users/me',
    {
      config: '/Users/me/Library/Application Support/Coval Companion',
      data: '/Users/me/Library/Application Support/Coval Companion/data',
    },
  ],
  [
    'Windows',
    'win32',
    { APPDATA: 'C:\\Users\\me\\Roaming', LOCALAPPDATA: 'C:\\Users\\me\\Local' },
    'C:\\Users\\me',
    { config: 'C:\\Users\\me\\Roaming\\Coval Companion', data: 'C:\\Users\\me\\Local\\Coval Companion\\data' },
  ],
  [
    'our own variable replaces all of it',
    'linux',
    { COVAL_COMPANION_HOME: '/stick', XDG_CONFIG_HOME: '/c' },
    '/home/me',
    { config: '/stick/config', data: '/stick/data' },
  ],
] as const)('%s', (_, platform, env, home, expected) => {
  expect(resolveDirectories(env, platform, home)).toEqual(expected)
})
