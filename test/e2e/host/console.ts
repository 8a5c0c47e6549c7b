import type { ConsoleMessage, Page } from '@playwright/test'

/** Collects what a page says that no page should: errors, warnings, what it throws. */
export function listen(page: Page): string[] {
  const said: string[] = []
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    if (!isAnsweredCall(message)) said.push(`${message.type()}: ${message.text()} (${message.location().url})`)
  })
  page.on('pageerror', (error) => said.push(`thrown: ${error.message}`))
  return said
}

/** The browser itself writes a line for each answer of 4xx or 5xx, and oRPC answers an expected failure so: no fault of the page. */
const isAnsweredCall = (message: ConsoleMessage): boolean =>
  message.text().startsWith('Failed to load resource: the server responded with a status of') &&
  /^http:\/\/127\.0\.0\.1:\d+\/rpc\//.test(message.location().url)
