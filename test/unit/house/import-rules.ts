/**
 * Who may import whom: an allow-list. The reasons stand in docs/architecture.md; change both together.
 * A file belongs to the room with the longest folder that holds it.
 */

export interface Room {
  readonly folder: string
  /** Folders that it may import from, besides its own. */
  readonly rooms: readonly string[]
  /** Packages by name; a name that ends in `/` stands for the whole scope. `any` is for code that never ships. */
  readonly packages: readonly string[] | 'any'
  /** Whether it may use Node's own modules. */
  readonly node: boolean
  /** Its imports from these folders must vanish in compilation. */
  readonly typesOnlyFrom?: readonly string[]
}

export const ROOMS: readonly Room[] = [
  { folder: 'shared', rooms: [], packages: ['zod', '@orpc/contract'], node: false },
  {
    folder: 'electron/engine',
    rooms: ['shared'],
    packages: ['undici', 'zod', '@clickhouse/client', 'chdb', '@orpc/server'],
    node: true,
  },
  { folder: 'electron/vault', rooms: ['shared'], packages: ['keytar', 'zod'], node: true },
  {
    folder: 'electron/web',
    rooms: ['shared', 'electron/engine', 'electron/vault'],
    packages: ['zod', '@orpc/server'],
    node: true,
  },
  {
    folder: 'electron/cli',
    rooms: ['shared', 'electron/engine', 'electron/vault', 'electron/web'],
    packages: ['zod', '@orpc/client'],
    node: true,
  },
  { folder: 'electron/main', rooms: ['shared', 'electron/vault'], packages: ['electron', 'zod'], node: true },
  {
    folder: 'electron/preload',
    rooms: ['shared/contract'],
    packages: ['electron'],
    node: false,
    typesOnlyFrom: ['shared/contract'],
  },
  {
    folder: 'renderer',
    rooms: ['shared'],
    packages: [
      'react',
      'react-dom',
      'zustand',
      'zod',
      'get-nonce',
      '@mantine/',
      '@tabler/icons-react',
      '@tanstack/',
      '@orpc/client',
      '@orpc/contract',
      'vite',
    ],
    node: false,
  },
  { folder: 'scripts', rooms: ['shared', 'electron'], packages: 'any', node: true },
  { folder: 'test', rooms: ['shared', 'electron', 'renderer', 'scripts'], packages: 'any', node: true },
]

/** A package that opens something dangerous is imported in one place of the product: the door that everything else goes through. */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  electron: ['electron/main', 'electron/preload'],
  keytar: ['electron/vault'],
  chdb: ['electron/engine/store'],
  '@clickhouse/client': ['electron/engine/store'],
  undici: ['electron/engine'],
}

/** Only the renderer's `app` puts features together; a feature never imports another. */
export const FEATURES = 'renderer/features'
export const FEATURE_USERS: readonly string[] = ['renderer/app', 'test']

/**
 * Technical debt: breaches that are known and will be mended, as `file → specifier`, each with the reason in a comment.
 * A line that no longer applies fails the test.
 */
export const DEBT: readonly string[] = []
