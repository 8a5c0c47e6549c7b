import * as z from 'zod'
import { CompanionError } from '../../../shared/contract/errors.ts'
import type { Answer } from './answer.ts'

const ProjectPage = z.object({ data: z.array(z.object({ name: z.string() })), next_cursor: z.string().nullish() })

/** Reads every page of `/v1/projects`; newest project first. */
export async function listProjects(ask: (path: string) => Promise<Answer>): Promise<string[]> {
  const names = new Set<string>()
  const cursors = new Set<string>()
  let cursor: string | null = null
  do {
    const behind: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`
    const page = parseProjectPage((await ask(`/v1/projects?limit=100${behind}`)).text)
    for (const { name } of page.data) names.add(name)
    cursor = page.next_cursor ?? null
    if (cursor !== null && cursors.has(cursor))
      throw new CompanionError('phoenix-cursor-loop', 'The list of projects names a cursor a second time.')
    if (cursor !== null) cursors.add(cursor)
  } while (cursor !== null)
  return [...names]
}

function parseProjectPage(text: string): z.infer<typeof ProjectPage> {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    // The parser's own message quotes the body; the fact is enough.
    throw new CompanionError('phoenix-malformed', 'The list of projects is not whole JSON.')
  }
  const page = ProjectPage.safeParse(json)
  if (page.success) return page.data
  throw new CompanionError('phoenix-malformed', 'The list of projects has another shape than Phoenix gives it.')
}
