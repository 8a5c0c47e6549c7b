import { Fragment } from 'react'

/** A sentence in which `backticks` mark code. */
export function Prose({ text }: { text: string }) {
  // The parts of one sentence never move against each other: their position is their identity.
  return text.split('`').map((part, index) => {
    const key = `${index}:${part}`
    return index % 2 === 1 ? <code key={key}>{part}</code> : <Fragment key={key}>{part}</Fragment>
  })
}
