import type { Page } from '@playwright/test'

/** Collects what a page says that no page should: errors, warnings, what it throws. */
export function listen(page: Page): string[] {
  const said: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') said.push(`${message.type()}: ${message.text()}`)
  })
  page.on('pageerror', (error) => said.push(`thrown: ${error.message}`))
  return said
}

/**
 * The browser itself writes a line for each answer of 4xx or 5xx, and oRPC answers an expected failure so: no fault of the page.
 */
export const isExpected = (line: string): boolean => /Failed to load resource: the server responded with a status of/.test(line)
