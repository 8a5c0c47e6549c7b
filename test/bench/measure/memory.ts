import { readFile, writeFile } from 'node:fs/promises'

/** Linux tells a process's memory, also its peak since a moment that we choose; elsewhere this measurement is left out. */
export const canMeasureMemory = process.platform === 'linux'

/** Resident memory in MB (10^6 bytes), what is shared with other processes included. */
export const residentMegabytes = (pid: number): Promise<number> => readStatus(pid, 'VmRSS')

/** The most since `forgetPeak`; the kernel keeps it, so that no peak falls between two looks. */
export const peakMegabytes = (pid: number): Promise<number> => readStatus(pid, 'VmHWM')

export async function forgetPeak(pid: number): Promise<void> {
  await writeFile(`/proc/${pid}/clear_refs`, '5')
}

async function readStatus(pid: number, field: string): Promise<number> {
  const text = await readFile(`/proc/${pid}/status`, 'utf8')
  const kibibytes = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1]
  if (kibibytes === undefined) throw new Error(`the kernel does not tell ${field}`)
  return (Number(kibibytes) * 1024) / 1e6
}
