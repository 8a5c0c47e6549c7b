import { config } from 'zod'

// Zod tries `new Function` when a schema is made, to run faster where it may. The page's policy forbids it, and reports each try
// as a violation. So this has to come before the first schema: first in the page's entry.
config({ jitless: true })
