import { oc } from '@orpc/contract'
import { Failure } from './errors.ts'

/** Every procedure may fail with one typed error, whose data is the `Failure` that the page shows. */
export const procedure = oc.errors({ FAILED: { status: 422, message: 'The engine could not do this', data: Failure } })
