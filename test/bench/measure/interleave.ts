/** Something that is timed: answers milliseconds, or another figure that is compared. */
export interface Contender<Name extends string = string> {
  readonly name: Name
  measure(): Promise<number>
}

export type Samples<Name extends string> = Readonly<Record<Name, readonly number[]>>

/**
 * Measures the contenders in turn (A B C, A B C, …), so that what else the machine does falls on all of them. The first round
 * is a warm-up that does not count. Sample n of one and sample n of another are a pair.
 */
export async function interleave<Name extends string>(
  contenders: readonly Contender<Name>[],
  rounds: number,
  say: (line: string) => void,
): Promise<Samples<Name>> {
  const samples = new Map<Name, number[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round <= rounds; round++) {
    const figures: string[] = []
    for (const { name, measure } of contenders) {
      const figure = await measure()
      figures.push(`${name} ${Math.round(figure)}`)
      if (round > 0) samples.get(name)?.push(figure)
    }
    say(`  ${round === 0 ? 'warm-up' : `run ${round}`}: ${figures.join(', ')}`)
  }
  return Object.fromEntries(samples) as Record<Name, number[]>
}
