import type { KeyboardEvent, ReactNode } from 'react'
import { formatNumber } from './format.ts'
import classes from './tab-bar.module.css'

interface Tab<Value extends string> {
  readonly value: Value
  readonly label: string
  readonly count?: number
}

/** Tabs in one line with the tools of the chosen one at the right. */
export function TabBar<Value extends string>({
  label,
  tabs,
  value,
  onChange,
  children,
}: {
  label: string
  tabs: readonly Tab<Value>[]
  value: Value
  onChange: (value: Value) => void
  children?: ReactNode
}) {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const at = tabs.findIndex((tab) => tab.value === value)
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (step === 0 || !next) return
    event.preventDefault()
    onChange(next.value)
    event.currentTarget.querySelectorAll<HTMLElement>('[role="tab"]')[tabs.indexOf(next)]?.focus()
  }
  return (
    <div className={classes.bar}>
      <div className={classes.tabs} role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            className={classes.tab}
            aria-selected={tab.value === value}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
          >
            {tab.label}
            {tab.count !== undefined && <span className={classes.count}>{formatNumber(tab.count)}</span>}
          </button>
        ))}
      </div>
      <div className={classes.tools}>{children}</div>
    </div>
  )
}
