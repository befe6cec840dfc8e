import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts processor time in hundredths of a second. */
const TICKS_A_SECOND = 100

/** Seconds of processor time of one process so far; null where there is no /proc. */
export function cpuSeconds(pid: number | null): number | null {
  const fields = pid === null ? null : statOf(String(pid))
  return fields && (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND
}

/** The workerd processes this process has started. */
export function workerdPids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter(
        (pid) => statOf(pid)?.[1] === String(process.pid) && readFileSync(`/proc/${pid}/comm`, 'utf8') === 'workerd\n',
      )
      .map(Number)
  } catch {
    return []
  }
}

/** What /proc/<pid>/stat says after the name, which may hold spaces. */
function statOf(pid: string): string[] | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return null
  }
}

/** Memory the process holds, in bytes; null where the system does not tell. */
export function residentBytes(pid: number | null): number | null {
  if (pid === null) return null
  try {
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
    return kilobytes === undefined ? null : Number(kilobytes) * 1024
  } catch {
    return null
  }
}
