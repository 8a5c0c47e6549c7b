// One language for all: the surfaces, the files of a report and every machine say the same.
const grouped = new Intl.NumberFormat('en-US')

/** `7482` → `7,482`. */
export const formatCount = (count: number): string => grouped.format(count)

/** `1 span`, `7,482 spans`. */
export const formatNumberOf = (count: number, one: string, many = `${one}s`): string =>
  `${formatCount(count)} ${count === 1 ? one : many}`
