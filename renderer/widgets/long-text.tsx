import { useState } from 'react'
import { formatNumber } from './format.ts'
import classes from './long-text.module.css'
import { PlainText } from './plain-text.tsx'

/** Characters that a click adds. */
const pageOfText = 50_000

/** Text from elsewhere of any length: its beginning, how much of it that is, and a button for more. Nothing is left out silently. */
export function LongText({ text, atFirst = 2000 }: { text: string; atFirst?: number }) {
  const [most, setMost] = useState(atFirst)
  if (text.length <= most) return <PlainText text={text} />
  return (
    <>
      <PlainText text={beginningOf(text, most)} />…{' '}
      <button type="button" className={classes.more} onClick={() => setMost(most + pageOfText)}>
        {formatNumber(most)} of {formatNumber(text.length)} characters shown; show more
      </button>
    </>
  )
}

/** Never half of a surrogate pair. */
const beginningOf = (text: string, most: number): string => text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '')
