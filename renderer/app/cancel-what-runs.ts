import { checksJob, importJob, previewJob } from '../stores/jobs.ts'

const jobs = [importJob, previewJob, checksJob]

/** Stops import, preview and checks: what the page's form starts. */
export const cancelWhatRuns = (): void => {
  for (const job of jobs) job.cancel()
}

export function useSomethingRuns(): boolean {
  const importing = importJob.useJob(isRunning)
  const previewing = previewJob.useJob(isRunning)
  const checking = checksJob.useJob(isRunning)
  return importing || previewing || checking
}

const isRunning = ({ phase }: { phase: string }) => phase === 'running'
