import { create } from 'zustand'

/** A project that a check found in the place of a connection's own. */
export interface ProposedProject {
  readonly connectionId: string
  readonly project: string
}

/** What the connection's form opens with, unsaved. Not in the link on purpose: a link must not point a key at another project. */
export const useProposedProject = create<{ readonly proposed: ProposedProject | null }>(() => ({ proposed: null }))

export const proposeProject = (proposed: ProposedProject | null): void => useProposedProject.setState({ proposed })
