import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface SavedBounds extends Area {
  readonly maximized: boolean
}

export const smallest = { width: 720, height: 480 }
const usual = { width: 1280, height: 840 }

/**
 * Where the window opens: as it was left, when enough of its title bar lies on a display that is still there (at least 100 by
 * 30 pixels, so that it can be dragged); else in the usual size, placed by the system.
 */
export function placeWindow(saved: SavedBounds | null, displays: readonly Area[]): { bounds: Partial<Area>; maximized: boolean } {
  if (saved === null) return { bounds: usual, maximized: false }
  const width = Math.max(saved.width, smallest.width)
  const height = Math.max(saved.height, smallest.height)
  const reachable = displays.some((area) => {
    const across = Math.min(saved.x + width, area.x + area.width) - Math.max(saved.x, area.x)
    const down = Math.min(saved.y + 30, area.y + area.height) - Math.max(saved.y, area.y)
    return across >= 100 && down >= 30
  })
  if (!reachable) return { bounds: usual, maximized: saved.maximized }
  return { bounds: { x: saved.x, y: saved.y, width, height }, maximized: saved.maximized }
}

/** The bounds of the last run; null where there are none, or none that can be read. */
export function readBounds(file: string): SavedBounds | null {
  try {
    return parseBounds(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    // First start, or a file that was cut short: the usual size is a good answer to both.
    return null
  }
}

/** By hand, since Zod would be the larger part of what must run before the window. */
function parseBounds(value: unknown): SavedBounds | null {
  if (typeof value !== 'object' || value === null) return null
  const { x, y, width, height, maximized } = value as Record<keyof SavedBounds, unknown>
  if (!isWhole(x) || !isWhole(y) || !isWhole(width) || !isWhole(height) || typeof maximized !== 'boolean') return null
  return { x, y, width, height, maximized }
}

const isWhole = (value: unknown): value is number => Number.isInteger(value) && Math.abs(value as number) <= 100_000

/** Keeps the bounds for the next run. A failure is told and forgotten: a window in its usual place is no loss. */
export function saveBounds(file: string, bounds: SavedBounds): void {
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(`${file}.new`, JSON.stringify(bounds))
    renameSync(`${file}.new`, file)
  } catch (error) {
    console.error('[main] window bounds not saved:', error instanceof Error ? error.message : 'unknown')
  }
}
