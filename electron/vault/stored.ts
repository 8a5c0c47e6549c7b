import * as z from 'zod'
import type { Credential } from '../../shared/contract/credentials.ts'
import { CompanionError } from '../../shared/contract/errors.ts'

const version = 1
const Stored = z.object({ version: z.literal(version), origin: z.string(), secret: z.string() })

/** The text that is kept in the keychain. */
export const encodeCredential = ({ origin, secret }: Credential): string => JSON.stringify({ version, origin, secret })

/** Reads an entry back; one that another program or a newer version wrote is refused, without showing it. */
export function decodeCredential(account: string, text: string): Credential {
  const parsed = Stored.safeParse(parseJson(text))
  if (!parsed.success)
    throw new CompanionError('vault-failed', `the keychain entry of ${account} is not in a form that this version reads`, {
      account,
    })
  return { origin: parsed.data.origin, secret: parsed.data.secret }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON is the same finding as JSON of another shape.
    return null
  }
}
