import * as fc from 'fast-check'

// Where a change is judged, the same code gets the same answer; everywhere else each run looks in new places. A counterexample is
// printed with its seed and path.
if (process.env.CI) fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: 1 })
