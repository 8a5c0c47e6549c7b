import { Fragment } from 'react'
import { Time } from './time.tsx'

const instant = /(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?Z)/

/** A sentence in which `backticks` mark code; instants, which it names in UTC, stand in local time with UTC on hover. */
export function Prose({ text }: { text: string }) {
  // The parts of one sentence never move against each other: their position is their identity.
  return text.split('`').map((part, index) => {
    const key = `${index}:${part}`
    return index % 2 === 1 ? <code key={key}>{part}</code> : <Fragment key={key}>{withTimes(part)}</Fragment>
  })
}

const withTimes = (text: string) =>
  text.split(instant).map((part, index) => {
    const key = `${index}:${part}`
    return index % 2 === 1 ? <Time key={key} iso={part} form="date" /> : <Fragment key={key}>{part}</Fragment>
  })
