import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import * as generators from '../../src/generator/index.ts'
import { Random } from '../../src/op/random.ts'
import { MS, SECOND } from '../../src/op/time.ts'
import { column, count } from './shape.ts'

const { clients, cycle, eachThread, mix, nemesis, perfect, phases, randomly, repeat, sleep, stagger, timeLimit } =
  generators
const text = readFileSync(new URL('../../docs/generators.md', import.meta.url), 'utf8')

/** Parts of the machinery, of no use in a test. */
const internal = new Set(['RunContext', 'lift', 'invocations'])

test('every combinator is documented', () => {
  const missing = Object.keys(generators).filter((name) => !internal.has(name) && !text.includes(`\`${name}`))
  expect(missing).toEqual([])
})

test('the example of the page does what it says', () => {
  const random = new Random(1)
  const write = randomly(random, (draw) => ({ f: 'write', value: draw.int(5) }))
  const load = stagger(random, 10 * MS, mix(random, [repeat({ f: 'read' }), write]))
  const faults = cycle([sleep(5 * SECOND), { f: 'cut', value: 'majority' }, sleep(5 * SECOND), { f: 'heal' }])
  const generator = phases(
    timeLimit(60 * SECOND, clients(load, faults)),
    nemesis({ f: 'heal' }),
    clients(eachThread({ f: 'read' })),
  )
  const ops = perfect(generator, { latency: 5 * MS })
  const fs = Object.fromEntries(count(column(ops, 'f')))
  expect(fs).toMatchObject({ cut: 6, heal: 6 })
  expect(Number(fs.read) + Number(fs.write)).toBeGreaterThan(5000)
  expect(ops.slice(-3).map((op) => ('f' in op ? [op.process, op.f] : []))).toEqual([
    ['nemesis', 'heal'],
    [0, 'read'],
    [1, 'read'],
  ])
})
