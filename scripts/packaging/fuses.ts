import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from '@electron/fuses'

/**
 * Every fuse that there is, one by one, also those that stay as they were: a default may change with an Electron.
 * A new one is a type error here, and what it is set to a decision.
 */
export const fuses: Readonly<Record<FuseV1Options, boolean>> = {
  // The program is the app and nothing else: `ELECTRON_RUN_AS_NODE` would make it an interpreter for anybody's code.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  // `--inspect` would hand main, and with it the vault, to whoever reaches the port.
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  // Linux does not check it; macOS and Windows do.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  // A folder `resources/app` beside the archive is never loaded in its place.
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  // There is one snapshot for all processes; main needs none of its own.
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  // The page comes from app://; file:// gets no more than a browser gives it.
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
  // How WebAssembly checks its bounds: a matter of speed, and Electron's default.
  [FuseV1Options.WasmTrapHandlers]: true,
}

/** A binary's fuses in the order of its wire; `unknown` is one that has no name here. */
export type FuseWire = readonly (readonly [name: string, state: FuseState])[]

/** Older Electrons have fewer fuses. */
export async function readFuses(binary: string): Promise<FuseWire> {
  const { version: _, ...wire } = await getCurrentFuseWire(binary)
  return Object.entries(wire).flatMap(([index, state]) =>
    typeof state === 'number' ? [[FuseV1Options[Number(index)] ?? 'unknown', state] as const] : [],
  )
}

/** What this wire is to be: every fuse as it is spelled out, but those that this Electron took away. */
export function expectedFuses(wire: FuseWire): FuseWire {
  const on = Object.entries(fuses).flatMap(([index, value]) => (value ? [FuseV1Options[Number(index)]] : []))
  return wire.map(([name, state]) => {
    if (state === FuseState.REMOVED) return [name, state]
    return [name, on.includes(name) ? FuseState.ENABLE : FuseState.DISABLE]
  })
}

/** Sets every fuse that the binary has. Throws when it has one that is not spelled out, and when one is not as asked for afterwards. */
export async function setFuses(binary: string): Promise<void> {
  const wire = await readFuses(binary)
  const settable = wire.flatMap(([name, state]) => (state === FuseState.REMOVED ? [] : [name]))
  if (settable.includes('unknown'))
    throw new Error('this Electron has a fuse that is not spelled out: @electron/fuses is too old')
  const wanted = Object.entries(fuses).filter(([index]) => settable.includes(FuseV1Options[Number(index)] ?? ''))
  await flipFuses(binary, { version: FuseVersion.V1, ...Object.fromEntries(wanted) })
  const left = JSON.stringify(await readFuses(binary))
  if (left !== JSON.stringify(expectedFuses(wire))) throw new Error(`the fuses were not set: ${left}`)
}
