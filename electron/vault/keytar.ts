/** The calls of keytar that the vault uses. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
  findCredentials(service: string): Promise<{ account: string; password: string }[]>
}

/**
 * Loads keytar, an optional native module: it throws where npm left it out, the platform has no prebuilt binary, or
 * libsecret is missing. CommonJS, so that it arrives as `default` in an ES module and bare in a bundle.
 */
export async function loadKeytar(): Promise<Keytar> {
  const module: Keytar | { default: Keytar } = await import('keytar')
  return 'default' in module ? module.default : module
}
