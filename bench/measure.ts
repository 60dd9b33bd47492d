import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Measured, median, type Outcome, type Row } from './row.ts'

interface Clocked {
  readonly cpuMs: number
  readonly wallMs: number
}

interface Round extends Clocked {
  readonly verdict: string
  /** CPU time of the first time. */
  readonly firstMs: number
  readonly addedMb: number
  readonly peakMb: number
  readonly searchMb: number
}

/** The tables whose rows are measured in a process of their own (measure-apart.ts). */
export type Table = 'linearizability' | 'isolation'

/** Measures a row in new processes, so that no other row's heap, compiled code or memory count. */
export function measureApart(table: Table, { name, rounds, cold }: Row): Measured {
  const script = fileURLToPath(new URL('measure-apart.js', import.meta.url))
  const seeds = Array.from({ length: rounds }, (_, i) => i + 1)
  const groups = cold ? seeds.map((seed) => [seed]) : [seeds]
  const all = groups.flatMap((group) => {
    const args = ['--expose-gc', '--max-old-space-size=8192', script, table, name, ...group.map(String)]
    return JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' })) as Round[]
  })
  const counts = new Map<string, number>()
  for (const { verdict } of all) counts.set(verdict, (counts.get(verdict) ?? 0) + 1)
  return {
    verdicts: [...counts].map(([verdict, n]) => `${n} ${verdict}`).join(', '),
    cpuMs: median(all.map((one) => one.cpuMs)),
    wallMs: median(all.map((one) => one.wallMs)),
    firstMs: all[0]?.firstMs ?? 0,
    addedMb: Math.max(...all.map((one) => one.addedMb)),
    peakMb: Math.max(...all.map((one) => one.peakMb)),
    searchMb: Math.max(...all.map((one) => one.searchMb)),
  }
}

/** One round, here. */
export function measure({ make, times = 1 }: Row, seed: number): Round {
  const work = make(seed)
  globalThis.gc?.()
  const before = process.memoryUsage().rss
  forgetPeak()
  let outcome: Outcome | undefined
  const first = clock(1, () => {
    outcome = work()
  })
  if (times > 1) clock(times, work)
  const { cpuMs, wallMs } = times > 1 ? clock(times, work) : first
  const peak = peakBytes()
  return {
    verdict: outcome?.verdict ?? '',
    cpuMs,
    wallMs,
    firstMs: first.cpuMs,
    addedMb: Math.max(0, peak - before) / 1e6,
    peakMb: peak / 1e6,
    searchMb: (outcome?.searchBytes ?? 0) / 1e6,
  }
}

/** The mean of so many times. */
function clock(times: number, work: () => unknown): Clocked {
  const cpu = process.cpuUsage()
  const start = performance.now()
  for (let i = 0; i < times; i++) work()
  const wallMs = (performance.now() - start) / times
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1000 / times, wallMs }
}

/** Lets the kernel begin anew with the largest resident set (proc(5): clear_refs), where there is such a thing. */
function forgetPeak(): void {
  try {
    writeFileSync('/proc/self/clear_refs', '5')
  } catch {}
}

function peakBytes(): number {
  try {
    const kb = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
    if (kb !== undefined) return Number(kb) * 1024
  } catch {}
  return process.resourceUsage().maxRSS * 1024
}
