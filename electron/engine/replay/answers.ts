/** An answer before it is packed and sent. */
export interface ReplayAnswer {
  readonly status: number
  readonly contentType: string
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

export const json = (body: string, status = 200): ReplayAnswer => ({ status, contentType: 'application/json', body })
export const text = (body: string, status = 200): ReplayAnswer => ({ status, contentType: 'text/plain; charset=utf-8', body })

/** Phoenix's page, which it answers with 200 to every path that it does not know. */
export const page: ReplayAnswer = {
  status: 200,
  contentType: 'text/html; charset=utf-8',
  body: '<!DOCTYPE html>\n<html>\n  <head>\n    <title>Phoenix</title>\n  </head>\n  <body><div id="root"></div></body>\n</html>\n',
}

export const invalidToken = (origin: string): ReplayAnswer => ({
  ...text('Invalid token', 401),
  headers: {
    'www-authenticate': `Bearer realm="Arize Phoenix", resource_metadata="${origin}/.well-known/oauth-protected-resource"`,
  },
})

export const methodNotAllowed: ReplayAnswer = { ...text('Method Not Allowed', 405), headers: { allow: 'GET, HEAD' } }

/** FastAPI's 422. */
export const invalidParameter = (
  name: string,
  problem: { type: string; msg: string; input: string; ctx?: object },
): ReplayAnswer =>
  json(
    JSON.stringify({
      detail: [
        {
          type: problem.type,
          loc: ['query', name],
          msg: problem.msg,
          input: problem.input,
          ...(problem.ctx ? { ctx: problem.ctx } : {}),
        },
      ],
    }),
    422,
  )

/** Reads `limit`; an answer where FastAPI refuses it. */
export function readLimit(given: string | null, most: number | null): number | ReplayAnswer {
  if (given === null) return 100
  if (!/^[+-]?\d+$/.test(given.trim()))
    return invalidParameter('limit', {
      type: 'int_parsing',
      msg: 'Input should be a valid integer, unable to parse string as an integer',
      input: given,
    })
  const limit = Number(given)
  if (limit <= 0)
    return invalidParameter('limit', {
      type: 'greater_than',
      msg: 'Input should be greater than 0',
      input: given,
      ctx: { gt: 0 },
    })
  if (most !== null && limit > most)
    return invalidParameter('limit', {
      type: 'less_than_equal',
      msg: `Input should be less than or equal to ${most}`,
      input: given,
      ctx: { le: most },
    })
  return limit
}

/** Phoenix's opaque ids: base64 of `Span:29511`. */
export const globalId = (type: 'Span' | 'Project', id: number): string => Buffer.from(`${type}:${id}`).toString('base64')

/** The number in an opaque id of any type, as Phoenix reads cursors; null for anything else. */
export function readGlobalId(text: string): { readonly type: string; readonly id: number } | null {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return null
  const match = /^(\w+):(\d+)$/.exec(Buffer.from(text, 'base64').toString('utf8'))
  return match?.[1] ? { type: match[1], id: Number(match[2]) } : null
}
