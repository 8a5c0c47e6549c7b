/**
 * For a Node process that a test starts with an environment of its own: what Node compiled of the sources is kept for the next process
 * of the same run, which then starts in half the time.
 */
export function keptCompiled(): Record<string, string> {
  const { NODE_COMPILE_CACHE } = process.env
  return NODE_COMPILE_CACHE === undefined ? {} : { NODE_COMPILE_CACHE }
}
