import { accessSync, constants, existsSync } from 'node:fs'
import path from 'node:path'

/**
 * The one place that finds the real parts which tests talk to: by an environment variable, else by PATH or a usual place.
 * A suite asks with `describe.runIf(realParts.phoenix !== null)`. With `COVAL_REQUIRE_REAL_PARTS=1` (CI) a missing part throws
 * here, so that nothing is skipped unseen.
 */
export interface RealParts {
  /** The newest `phoenix` executable. */
  readonly phoenix: string | null
  /** Phoenix 12.0.0: ignores the filters, sends no gzip. */
  readonly phoenixOld: string | null
  readonly chromium: string | null
  /** A directory that holds an `electron` executable. */
  readonly electron: string | null
  /** The folder of the corpus generators. */
  readonly generators: string | null
  /** Python with the generators' packages. */
  readonly generatorsPython: string | null
  readonly python: string | null
  /** Python with PM4Py. */
  readonly pm4pyPython: string | null
  /** Python with xllamacpp, which holds llama.cpp's own server, and gguf. */
  readonly llamaPython: string | null
  /** `gnome-keyring-daemon`; a message bus (`dbus-daemon`, `dbus-send`) has to be on PATH beside it. */
  readonly keyring: string | null
}

type Part = keyof RealParts

const variables: Record<Part, string> = {
  phoenix: 'COVAL_PHOENIX',
  phoenixOld: 'COVAL_PHOENIX_OLD',
  chromium: 'COVAL_CHROMIUM',
  electron: 'COVAL_ELECTRON',
  generators: 'COVAL_GENERATORS',
  generatorsPython: 'COVAL_GENERATORS_PYTHON',
  python: 'COVAL_PYTHON',
  pm4pyPython: 'COVAL_PM4PY_PYTHON',
  llamaPython: 'COVAL_LLAMA_PYTHON',
  keyring: 'COVAL_KEYRING',
}

const usualPlaces: Partial<Record<Part, readonly string[]>> = {
  phoenix: ['phoenix'],
  chromium: ['/usr/bin/chromium', 'chromium', 'chromium-browser'],
  python: ['python3'],
  keyring: ['gnome-keyring-daemon'],
}

/** Where a part is, or null. A variable that names nothing is a mistake and throws. */
function find(part: Part): string | null {
  const variable = variables[part]
  const given = process.env[variable]
  if (given) {
    if (!existsSync(given)) throw new Error(`${variable} names ${given}, which does not exist`)
    return given
  }
  const found = (usualPlaces[part] ?? []).map(locate).find((place) => place !== null) ?? null
  if (found === null && process.env.COVAL_REQUIRE_REAL_PARTS === '1')
    throw new Error(`${variable} is not set and the part is not in a usual place (COVAL_REQUIRE_REAL_PARTS=1)`)
  return found
}

function locate(name: string): string | null {
  if (name.includes('/')) return isExecutable(name) ? name : null
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  return folders.map((folder) => path.join(folder, name)).find(isExecutable) ?? null
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    // Not there, or not ours to run: the same for us.
    return false
  }
}

/** Looked up when asked for: a suite must not fail over a part that it does not use. */
export const realParts: RealParts = {
  get phoenix() {
    return find('phoenix')
  },
  get phoenixOld() {
    return find('phoenixOld')
  },
  get chromium() {
    return find('chromium')
  },
  get electron() {
    return find('electron')
  },
  get generators() {
    return find('generators')
  },
  get generatorsPython() {
    return find('generatorsPython')
  },
  get python() {
    return find('python')
  },
  get pm4pyPython() {
    return find('pm4pyPython')
  },
  get llamaPython() {
    return find('llamaPython')
  },
  get keyring() {
    return find('keyring')
  },
}
