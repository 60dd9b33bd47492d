import { MurphyError } from '../op/failure.ts'
import type { Option } from '../op/option.ts'

interface Limit {
  readonly least: number
  readonly most: number
  readonly whole?: boolean
  readonly unit?: string
}

/** What each number may be, by the option's name. */
const limits = {
  nodes: { least: 1, most: 50, whole: true },
  concurrency: { least: 1, most: 10_000, whole: true },
  rate: { least: 0, most: 1e7, unit: 'ops a second' },
  'time-limit': { least: 0.1, most: 86_400, unit: 's' },
  interval: { least: 0.1, most: 3600, unit: 's' },
  'recover-within': { least: 0, most: 86_400, unit: 's' },
  timeout: { least: 10, most: 600_000, unit: 'ms' },
  seed: { least: 0, most: 2 ** 32 - 1, whole: true },
  'check-time': { least: 0.1, most: 86_400, unit: 's' },
  'check-memory': { least: 64, most: 65_536, whole: true, unit: 'MB' },
  runs: { least: 1, most: 100_000, whole: true },
  'most-faults': { least: 1, most: 20, whole: true },
  reruns: { least: 0, most: 1000, whole: true },
} as const satisfies Readonly<Record<string, Limit>>

/** The number, if it is one that the option takes. Throws MurphyError `usage` with what it does take. */
export function within(name: keyof typeof limits, value: number, otherwise?: string): number {
  return inside(name, value, limits[name], otherwise)
}

/** The same for a number of a target's or a workload's own; by default any that is not negative. */
export function ownNumber({ name, least = 0, most = 1e9, whole = false, ...option }: Option, value: number): number {
  return inside(name, value, { least, most, whole }, String(option.default))
}

function inside(name: string, value: number, { least, most, whole, unit }: Limit, otherwise?: string): number {
  if (value >= least && value <= most && (whole !== true || Number.isInteger(value))) return value
  const kind = whole === true ? 'whole number' : 'number'
  const range = `from ${least} to ${most}${unit === undefined ? '' : ` ${unit}`}`
  throw new MurphyError(
    'usage',
    `--${name} takes a ${kind} ${range}, not ${value}.`,
    otherwise === undefined ? {} : { hint: `Leave it out for ${otherwise}.` },
  )
}
