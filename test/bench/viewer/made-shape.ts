import type { Chance } from './chance.ts'

/** A span before it has times and attributes. */
export interface ShapeNode {
  readonly kind: 'AGENT' | 'CHAIN' | 'LLM' | 'TOOL' | 'RETRIEVER'
  readonly name: string
  readonly agent: string
  /** Its place among the nodes, before this one; null for the root. */
  readonly parent: number | null
  readonly depth: number
  readonly turn: number
  readonly leaf: boolean
  readonly failed: boolean
}

const deepest = 60
const agents = ['planner-agent', 'research-agent', 'tool-gateway', 'memory-agent', 'billing-agent']
const tools = ['search_orders', 'get_policy', 'issue_refund', 'lookup_customer', 'send_email', 'run_sql', 'web_search']

/** So many nodes: a root, and below it turns until there are enough. Parents stand before their children. */
export function growShape(count: number, chance: Chance): ShapeNode[] {
  const nodes: ShapeNode[] = []
  let turn = 0
  const add = (parent: number | null, kind: ShapeNode['kind'], name: string, agent: string): number => {
    const leaf = kind === 'LLM' || kind === 'TOOL'
    const depth = parent === null ? 1 : (nodes[parent]?.depth ?? 0) + 1
    return nodes.push({ kind, name, agent, parent, depth, turn, leaf, failed: kind === 'TOOL' && chance.percent(2) }) - 1
  }
  const call = (parent: number, agent: string) => add(parent, 'LLM', 'ChatCompletion', agent)
  const use = (parent: number, agent: string) => add(parent, 'TOOL', chance.pick(tools), agent)

  const root = add(null, 'AGENT', 'agent.run', 'orchestrator')
  let delegations = 0
  while (nodes.length < count) {
    turn++
    const below = add(root, 'CHAIN', 'turn', 'orchestrator')
    call(below, 'orchestrator')
    for (let step = chance.between(2, 6); step > 0; step--) {
      if (chance.percent(45)) use(below, 'orchestrator')
      else if (chance.percent(36)) {
        const retrieval = add(below, 'RETRIEVER', 'retrieve', 'research-agent')
        for (let search = chance.between(1, 3); search > 0; search--) use(retrieval, 'research-agent')
      } else delegate(below)
    }
  }
  return nodes.slice(0, count)

  /** An agent that calls an agent, and so on; each twelfth chain goes as deep as any. */
  function delegate(from: number): void {
    delegations++
    const limit = delegations % 12 === 1 ? deepest : chance.between(4, 14)
    for (let at = from; (nodes[at]?.depth ?? deepest) < limit; ) {
      const agent = chance.pick(agents)
      at = add(at, 'AGENT', `${agent}.step`, agent)
      call(at, agent)
      for (let uses = chance.between(0, 2); uses > 0; uses--) use(at, agent)
    }
  }
}
