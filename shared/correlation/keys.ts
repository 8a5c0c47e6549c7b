/** The attributes that carry a simulation output id (spec 3, Page), most specific first. */
export const correlationKeys = ['simulation_output_id', 'coval_simulation_output_id', 'session_id', 'session.id'] as const
export type CorrelationKey = (typeof correlationKeys)[number]

const known: ReadonlySet<string> = new Set(correlationKeys)
export const isCorrelationKey = (key: string): key is CorrelationKey => known.has(key)
