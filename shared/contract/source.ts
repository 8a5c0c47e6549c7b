import * as z from 'zod'

/**
 * Where spans come from. `preview`: what a preview matched, while the engine holds it. `import`: an import in the store.
 * `native`: spans that reached the store by OTLP, all that carry one simulation's id, or one trace. `file`: a file that
 * `trace.openFile` has read, while the engine holds it.
 */
export const SpanSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('preview'), previewId: z.string() }),
  z.object({ kind: z.literal('import'), importId: z.string() }),
  z.object({ kind: z.literal('native'), by: z.enum(['simulation', 'trace']), id: z.string().min(1) }),
  z.object({ kind: z.literal('file'), fileId: z.string() }),
])
export type SpanSource = z.infer<typeof SpanSource>
