import type { Json } from '../../op/op.ts'
import type { Arrow, Diagram } from './diagram.ts'
import { box, write } from './diagram-box.ts'
import { otherDiagram } from './diagram-others.ts'
import type { Facts } from './facts.ts'
import type { Finding, Step } from './findings.ts'
import { same } from './intern.ts'
import { show } from './show.ts'
import type { Mop } from './txns.ts'

/** The picture of a finding. */
export function diagram(facts: Facts, finding: Finding): Diagram {
  return 'cycle' in finding ? ofCycle(facts, finding.cycle) : otherDiagram(facts, finding)
}

function ofCycle(facts: Facts, cycle: readonly Step[]): Diagram {
  const place = (i: number) => (i + cycle.length) % cycle.length
  const boxes = cycle.map(({ from }, i) =>
    box(facts, from, `T${i + 1}`, (mops) => {
      const marks = new Map<number, number[]>()
      const mark = (arrow: number, at: number) => {
        if (at >= 0) marks.set(at, [...(marks.get(at) ?? []), arrow])
      }
      const [leaving, arriving] = [cycle[i], cycle[place(i - 1)]]
      if (arriving && 'key' in arriving) mark(place(i - 1), reached(facts, mops, arriving))
      if (leaving && 'key' in leaving) mark(i, left(facts, mops, leaving))
      return { arrows: marks }
    }),
  )
  return { boxes, arrows: cycle.map((step, i) => arrow(facts, step, i, place(i + 1))), stepwise: true }
}

type Data = Extract<Step, { key: unknown }>

/** The micro-operation of the first transaction that a dependency rests on. */
function left({ workload }: Facts, mops: readonly Mop[], step: Data): number {
  if ('value' in step) return write(mops, step.key, step.value)
  if (step.kind === 'ww') return write(mops, step.key, step.before)
  return mops.findIndex(([f, key, value]) => {
    const end = workload === 'list-append' && Array.isArray(value) ? (value as Json[]).at(-1) : value
    return f === 'r' && same(key, step.key) && same(end ?? null, step.before)
  })
}

/** And that of the second one. */
function reached({ workload }: Facts, mops: readonly Mop[], step: Data): number {
  if (!('value' in step)) return write(mops, step.key, step.after)
  return mops.findIndex(([f, key, value]) => {
    const end = workload === 'list-append' && Array.isArray(value) ? (value as Json[]).at(-1) : value
    return f === 'r' && same(key, step.key) && same(end ?? null, step.value)
  })
}

function arrow(facts: Facts, step: Step, from: number, to: number): Arrow {
  const [a, b] = [`T${from + 1}`, `T${to + 1}`]
  if (!('key' in step)) {
    const inTime = `${a} had ended when ${b} began`
    const says = step.kind === 'realtime' ? inTime : `process ${facts.op(step.from)?.process} did ${a} first`
    return { from, to, kind: step.kind, says }
  }
  const key = show(step.key)
  if ('value' in step) return { from, to, kind: 'wr', key, about: show(step.value), says: `${b} saw what ${a} wrote` }
  const about = `${show(step.before)} → ${show(step.after)}`
  const list = facts.workload === 'list-append'
  if (step.kind === 'ww')
    return { from, to, kind: 'ww', key, about, says: `${b} ${list ? 'appended after' : 'overwrote'} ${a}` }
  return { from, to, kind: 'rw', key, about, says: `${a} did not see what ${b} wrote` }
}
