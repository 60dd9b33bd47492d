import { MurphyError } from '../../src/op/failure.ts'
import type { Nanos } from '../../src/op/op.ts'
import type { Option, Options } from '../../src/op/option.ts'
import type { Random } from '../../src/op/random.ts'
import { duration, MS, SECOND } from '../../src/op/time.ts'
import { stopping } from '../healing.ts'
import type { Fault, Schedule, ScheduleOptions } from '../nemesis.ts'
import { type Step, timeline } from '../timeline.ts'

/** Shorter outages are over before their effect can be seen. */
const shortestOutage: Nanos = 100 * MS

const options = [
  { name: 'servers', about: 'size of the fleet whose outages all strike this cluster', default: 1000 },
  { name: 'uptime', about: 'share of the time that each of its servers is up', read: uptime, default: '99.9%' },
  { name: 'repair', about: 'how long an outage of a server lasts on average', read: time, default: '10 min' },
  {
    name: 'compress',
    about: 'how much of its time is squeezed into how much of ours, which is the time limit if there is no other',
    read: (given: string) => compression(given).text,
    default: '1 day into 5 min',
  },
] as const satisfies readonly Option[]

/**
 * The chaos monkey: the outages of a whole fleet as a Poisson process, at moments that know nothing of each other. A
 * server that is up for a share u of its time, and down for r at a time, begins (1 − u) / r outages a second; so N of
 * them begin N (1 − u) / r, and N (1 − u) are down at any moment. Compressed c times, outages come c times as often and
 * last a c-th of the time. With the defaults (c = 288) one comes every 2.1 s and lasts 2.1 s, so that one node is down
 * on average: sometimes none, sometimes several. What is down cannot fail again.
 */
export const chaos: Schedule = {
  name: 'chaos',
  about: "a whole fleet's outages as a Poisson process, in quick motion: --servers, --uptime, --repair, --compress",
  faults: [],
  options,
  timeLimit: (given) => compression(text(given, 'compress')).into,
  generator(given) {
    const fleet = fleetOf(given.options)
    const seconds = (ns: Nanos) => `${Number((ns / SECOND).toPrecision(2))} s`
    const about = `nemesis: chaos, an outage every ${seconds(fleet.every)} for ${seconds(fleet.lasting)} on average`
    return {
      during: timeline(outages(given, fleet), about),
      final: timeline(stopping(given.faults ?? []), 'nemesis: healing'),
    }
  },
}

/** Mean time from the start of one outage to that of the next, and mean length of one: ns of the run. */
export function fleetOf(given: Options | undefined): { readonly every: Nanos; readonly lasting: Nanos } {
  const { ratio } = compression(text(given, 'compress'))
  const down = Number(text(given, 'servers')) * (1 - Number.parseFloat(text(given, 'uptime')) / 100)
  const repair = (duration(text(given, 'repair')) ?? 0) / ratio
  return { every: repair / down, lasting: repair }
}

function outages({ timeLimit, random, faults = [], nodes = [] }: ScheduleOptions, fleet: ReturnType<typeof fleetOf>) {
  const upAgain = new Map<string, Nanos>()
  const steps: Step[] = []
  if (faults.length === 0 || nodes.length === 0) return steps
  for (let at = exponential(random, fleet.every); at < timeLimit; at += exponential(random, fleet.every)) {
    const { name, start, stop } = outage(random.pick(faults), nodes, random)
    const end = at + Math.max(shortestOutage, exponential(random, fleet.lasting))
    if ((upAgain.get(name) ?? 0) > at) continue
    upAgain.set(name, end)
    steps.push({ at: Math.round(at), ...start }, { at: Math.round(end), ...stop })
  }
  return steps
}

/** Of one node, by itself where the fault can do that. */
function outage(fault: Fault, nodes: readonly string[], random: Random) {
  const node = random.pick(nodes)
  const own = fault.on?.([node])
  return own === undefined
    ? { name: `fault ${fault.name}`, start: fault.start(random), stop: fault.stop() }
    : { name: node, ...own }
}

const exponential = (random: Random, mean: Nanos) => -Math.log(1 - random.float()) * mean

function text(given: Options | undefined, name: (typeof options)[number]['name']): string {
  return String(given?.[name] ?? options.find((option) => option.name === name)?.default)
}

function uptime(given: string): string {
  const percent = Number(given.replace(/ ?%$/, ''))
  if (percent > 0 && percent < 100) return `${percent}%`
  throw new MurphyError('usage', `--uptime takes a percentage between 0 and 100, not "${given}".`, {
    hint: 'For example 99.9%.',
  })
}

function time(given: string): string {
  if ((duration(given) ?? 0) > 0) return given
  throw new MurphyError('usage', `--repair takes a time, not "${given}".`, { hint: 'For example "10 min".' })
}

function compression(given: string): { readonly text: string; readonly ratio: number; readonly into: Nanos } {
  const [from, into] = given.split(/ into |:/).map((part) => duration(part))
  if (from !== undefined && into !== undefined && into > 0 && from >= into)
    return { text: given, ratio: from / into, into }
  throw new MurphyError('usage', `--compress takes a long time and a short one, not "${given}".`, {
    hint: 'For example "1 day into 5 min".',
  })
}
