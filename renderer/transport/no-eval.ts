// Zod tries `new Function` when a schema is made, to run faster where it may. The page's policy forbids it, and reports each try
// as a violation. So this has to come before the first schema: first in the page's entry. Said in Zod's own place for it, and not by its
// `config`: what is drawn first needs no schema, and does not wait for Zod.
declare global {
  var __zod_globalConfig: { jitless?: boolean } | undefined
}

globalThis.__zod_globalConfig = { ...globalThis.__zod_globalConfig, jitless: true }

export {}
