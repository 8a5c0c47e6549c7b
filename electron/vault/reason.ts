/** Says in plain words why a keychain cannot be used. `error` comes from loading keytar or from one of its calls; it never holds a secret. */
export function explainKeychainFailure(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error)
  const known = causes.find(([pattern]) => pattern.test(text))
  return known ? known[1] : `the keychain answered: ${text.split('\n', 1)[0]}`
}

const noService = 'no keychain service (such as GNOME Keyring or KWallet) is running in this session'

const causes: readonly (readonly [RegExp, string])[] = [
  [
    /did not answer within|has still not answered/,
    'the keychain did not answer in time; it may be locked and waiting for its password',
  ],
  [
    /autolaunch D-Bus|Could not connect|DBUS_SESSION_BUS_ADDRESS/i,
    'this session has no D-Bus, through which the keychain is reached',
  ],
  [/ServiceUnknown|not provided by any .service files|StartServiceByName/i, noService],
  [/Object does not exist at path/, 'the keychain service has no keyring to write to yet'],
  [/locked collection|dismissed|user canceled|cancelled/i, 'the keychain is locked, and it was not unlocked'],
  [/libsecret/i, 'libsecret, through which the keychain is reached, is not installed'],
  [/Cannot find (module|package)/i, 'the keychain module (keytar) is not installed'],
  [/Failed to load keytar native addon/, 'the keychain module (keytar) does not run on this system; libsecret may be missing'],
  [/answered with another value/, 'the keychain did not give back what was saved in it'],
]
