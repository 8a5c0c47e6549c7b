import { defineCheck, nextStep, pass, warn } from './define.ts'

export const keychainCheck = defineCheck({
  id: 'keychain',
  title: 'API keys are kept safely',
  symptom: null,
  keywords: ['keychain', 'keyring', 'libsecret', 'credential manager', 'memory', 'key forgotten', 'type the key again'],
  needs: ['key'],
  judge({ key: { kept, configured } }) {
    if (kept.kind === 'keychain') return pass('secrets are kept in the OS keychain')
    const evidence = [`secrets are kept in memory for this run only: ${kept.reason ?? 'no reason was given'}`]
    // Who uses no key loses nothing.
    if (!configured) return pass(...evidence)
    return warn(evidence, nextStep('Start or unlock a keychain (GNOME Keyring, KWallet), then save the key again', 'replace-key'))
  },
})
