export interface SnippetRequest {
  readonly flavor: 'opentelemetry' | 'openinference'
  readonly language: 'python' | 'typescript'
  /** The simulation output id to write into the code; null leaves a variable. */
  readonly simulation: string | null
}

/** Code to paste that makes a trace carry the simulation output id, in a form that this program and Coval's page both match. */
export function snippet({ flavor, language, simulation }: SnippetRequest): string {
  const variable = language === 'python' ? 'simulation_output_id' : 'simulationOutputId'
  const id = simulation === null ? variable : quoteLiteral(simulation)
  return snippets[`${flavor}-${language}`](id)
}

/**
 * The id as a string literal. JSON's escapes mean the same in Python and TypeScript; everything outside printable ASCII is escaped,
 * so that no invisible character is pasted unseen.
 */
function quoteLiteral(text: string): string {
  // Without the u flag the pattern sees UTF-16 units: an astral character would need \U in Python, so it is left as it is.
  return JSON.stringify(text).replace(
    /[\u007f-\ud7ff\ue000-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

const snippets: Readonly<Record<`${SnippetRequest['flavor']}-${SnippetRequest['language']}`, (id: string) => string>> = {
  'opentelemetry-python': (id) => `from opentelemetry import trace

tracer = trace.get_tracer("my-agent")

# One root span around the whole conversation carries the id
# for all of its trace.
with tracer.start_as_current_span("conversation") as root:
    root.set_attribute("simulation_output_id", ${id})
    run_conversation()
`,
  'opentelemetry-typescript': (id) => `import { trace } from '@opentelemetry/api'

const tracer = trace.getTracer('my-agent')

// One root span around the whole conversation carries the id
// for all of its trace.
await tracer.startActiveSpan('conversation', async (root) => {
  root.setAttribute('simulation_output_id', ${id})
  try {
    await runConversation()
  } finally {
    root.end()
  }
})
`,
  'openinference-python': (id) => `# pip install openinference-instrumentation
from openinference.instrumentation import using_metadata

# Every span that an OpenInference instrumentor starts inside
# carries the id.
with using_metadata({"simulation_output_id": ${id}}):
    run_conversation()
`,
  'openinference-typescript': (id) => `// npm install @arizeai/openinference-core
import { context } from '@opentelemetry/api'
import { setMetadata } from '@arizeai/openinference-core'

// Every span that an OpenInference instrumentation starts
// inside carries the id.
await context.with(setMetadata(context.active(), { simulation_output_id: ${id} }), async () => {
  await runConversation()
})
`,
}
