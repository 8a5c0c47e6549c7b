/**
 * Every expected failure has one of these codes. They are stable: scripts, recordings and the documentation name them
 * (docs/errors.md lists cause and next step of each). A code says what happened; advice is added at the edge.
 */
export const errorCodes = [
  // Reaching Phoenix
  'phoenix-refused',
  'phoenix-dns',
  'phoenix-tls',
  'phoenix-timeout',
  'phoenix-reset',
  'phoenix-redirect',
  // What Phoenix answered
  'phoenix-unauthorized',
  'phoenix-forbidden',
  'phoenix-project-unknown',
  'phoenix-rejected',
  'phoenix-rate-limited',
  'phoenix-server-error',
  'phoenix-not-json',
  'phoenix-not-phoenix',
  'phoenix-malformed',
  'phoenix-cursor-loop',
  'phoenix-too-large',
  // The import itself
  'budget-exhausted',
  'cancelled',
  // The trace store
  'store-unreachable',
  'store-unauthorized',
  'store-read-only',
  'store-schema',
  'store-taken',
  'store-full',
  'store-failed',
  // Judges
  'judge-unreachable',
  'judge-unauthorized',
  'judge-rejected',
  'judge-unusable',
  // Settings and credentials
  'usage',
  'no-longer-held',
  'connection-unknown',
  'connection-incomplete',
  'key-origin-mismatch',
  'settings-unreadable',
  'vault-failed',
  // Recordings
  'recording-unreadable',
  'recording-newer',
  'recording-secret',
  'recording-gone',
  // The host
  'engine-down',
  'internal',
] as const
