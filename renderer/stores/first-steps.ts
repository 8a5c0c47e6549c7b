import { create } from 'zustand'

/** Whether the page leads through the first steps: a Phoenix was saved just now, and nothing was gone to since. */
export const useFirstSteps = create<{ readonly under: boolean }>(() => ({ under: false }))

export const beginFirstSteps = (): void => useFirstSteps.setState({ under: true })
export const endFirstSteps = (): void => useFirstSteps.setState({ under: false })
