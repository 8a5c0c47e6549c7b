// Writes docs/errors.md from the explanations; a test fails while the two differ.
import { writeFileSync } from 'node:fs'
import { describeErrors } from '../shared/checks/describe-errors.ts'

writeFileSync(new URL('../docs/errors.md', import.meta.url), describeErrors())
