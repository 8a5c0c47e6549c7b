/** What a rule did to a span. */
export const aliasBuckets = ['aliased', 'equal', 'conflict', 'lacking'] as const
