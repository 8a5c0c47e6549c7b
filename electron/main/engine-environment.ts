/**
 * What the engine's process inherits: an allow-list, so that no secret of the shell that started the app (a key in a variable)
 * and none of Electron's or Node's switches (`ELECTRON_RUN_AS_NODE`, `NODE_OPTIONS`) reaches it or what it starts.
 */
const passed = [
  'PATH',
  'HOME',
  'USER',
  'USERPROFILE',
  'APPDATA',
  'LOCALAPPDATA',
  'SYSTEMROOT',
  'SYSTEMDRIVE',
  'WINDIR',
  'TEMP',
  'TMP',
  'TMPDIR',
  'TZ',
  'LANG',
  'LANGUAGE',
  'XDG_CONFIG_HOME',
  'XDG_DATA_HOME',
  'XDG_STATE_HOME',
  'XDG_CACHE_HOME',
  'XDG_RUNTIME_DIR',
  'COVAL_COMPANION_HOME',
  // Which certificate authorities to trust: without them a Phoenix behind a company's own CA cannot be reached.
  'NODE_EXTRA_CA_CERTS',
  'NODE_USE_SYSTEM_CA',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
]

/** The engine's environment, made from the app's. Names are compared as the platform does. */
export function engineEnvironment(all: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): NodeJS.ProcessEnv {
  const kept = Object.entries(all).filter(([name]) => {
    const plain = platform === 'win32' ? name.toUpperCase() : name
    return passed.includes(plain) || plain.startsWith('LC_')
  })
  return Object.fromEntries(kept)
}
