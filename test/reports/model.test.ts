import { describe, expect, test } from 'vitest'
import { nemesisActs } from '../../reports/model/acts.ts'
import { elementFindings } from '../../reports/model/elements.ts'
import { fate, fateParts } from '../../reports/model/fate.ts'
import { countFaults, faultSpans, union } from '../../reports/model/faults.ts'
import { illegalKeys } from '../../reports/model/illegal.ts'
import { page } from '../../reports/model/page.ts'
import { pastes } from '../../reports/model/pastes.ts'
import { checkedText, promises } from '../../reports/model/promises.ts'
import { lagColumns, roles } from '../../reports/model/samples.ts'
import { story } from '../../reports/model/story.ts'
import { isFound, thin } from '../../reports/model/thin.ts'
import { transactionCounts } from '../../reports/model/transactions.ts'
import type { CheckerResult } from '../../src/checkers/checker.ts'
import { outcome, type Pair, pair } from '../../src/history/pair.ts'
import type { FaultReport } from '../../src/op/fault.ts'
import type { Json, Op } from '../../src/op/op.ts'
import type { Claim } from '../../src/targets/target.ts'
import { syntheticRun } from './synthetic.ts'
import { concurrent } from './transactional.ts'

/** Nemesis lines: [seconds, type, f, value]. */
function nemesis(...lines: [number, Op['type'], string, Json][]): Op[] {
  return lines.map(([seconds, type, f, value], index) => ({
    index,
    time: seconds * 1e9,
    process: 'nemesis',
    type,
    f,
    value,
  }))
}

function report(fault: string, phase: FaultReport['phase'], nodes: string[], seen = true): Json {
  return {
    fault,
    phase,
    planned: null,
    applied: { mechanism: 'a mechanism', nodes },
    observed: { seen, how: 'a probe' },
  }
}

describe('faults', () => {
  const history = nemesis(
    [1, 'invoke', 'start-partition', 'majority'],
    [2, 'info', 'start-partition', report('partition', 'start', ['n1', 'n2'])],
    [3, 'invoke', 'kill', 'one'],
    [4, 'info', 'kill', report('kill', 'start', ['n3'], false)],
    [5, 'info', 'stop-partition', report('partition', 'stop', ['n1', 'n2'])],
    [6, 'info', 'pause', report('pause', 'start', [])],
    [7, 'info', 'start', report('kill', 'stop', [])],
    [8, 'invoke', 'kill', 'one'],
  )

  test('count from when they were in force, not from when the probe had looked', () => {
    const started = report('kill', 'start', ['n1']) as { applied: object }
    const at = (took: Json) =>
      faultSpans(
        nemesisActs(
          nemesis(
            [1, 'invoke', 'kill', null],
            [4, 'info', 'kill', { ...started, applied: { ...started.applied, took } }],
          ),
        ),
      )[0]?.from
    expect(at(0.5e9)).toBe(1.5e9)
    expect(at('long')).toBe(4e9)
  })

  test('last from their start to the stop of their family', () => {
    const spans = faultSpans(nemesisActs(history)).map(({ fault, from, to }) => [fault, from / 1e9, (to ?? 0) / 1e9])
    expect(spans).toEqual([
      ['partition', 2, 5],
      ['kill', 4, 7],
    ])
  })

  test('a stop ends only what shares a node with it', () => {
    const two = nemesis(
      [1, 'info', 'kill', report('kill', 'start', ['n1'])],
      [2, 'info', 'kill', report('kill', 'start', ['n2'])],
      [3, 'info', 'start', report('kill', 'stop', ['n2'])],
    )
    expect(faultSpans(nemesisActs(two)).map(({ to }) => to)).toEqual([undefined, 3e9])
  })

  test('are counted as planned, applied, observed, healed', () => {
    const counts = countFaults(nemesisActs(history), 10e9).map(
      ({ fault, planned, applied, observed, healed, under }) => [
        fault,
        planned,
        applied,
        observed,
        healed,
        under / 1e9,
      ],
    )
    expect(counts).toEqual([
      ['partition', 1, 1, 1, 1, 3],
      ['kill', 2, 1, 0, 1, 3],
      ['pause', 1, 0, 0, 0, 0],
    ])
  })

  test('overlaps count once', () => {
    expect(union([])).toBe(0)
    expect(
      union([
        [5, 8],
        [1, 3],
        [2, 4],
        [6, 7],
      ]),
    ).toBe(6)
  })
})

describe('what happened', () => {
  const nodes = ['n1', 'n2', 'n3']
  const history = nemesis(
    [0.5, 'info', 'cut-replication', 'primaries'],
    [1, 'info', 'cut-replication', report('replication', 'start', nodes)],
    [3, 'info', 'kill', report('kill', 'start', ['n1'])],
    [3.2, 'info', 'failover', null],
    [3.3, 'info', 'health-check-missed', { node: 'n1', inARow: 1 }],
    [3.4, 'info', 'health-check-missed', { node: 'n1', inARow: 2 }],
    [3.5, 'info', 'fence', { node: 'n1', found: 'stopped', by: 'nothing to do' }],
    [4, 'info', 'promote', { node: 'n2', from: 'n1' }],
    [5, 'info', 'failover', report('failover', 'once', ['n2'])],
    [6, 'info', 'stop-pause', report('pause', 'stop', [])],
    [7, 'info', 'start', report('kill', 'stop', ['n1'])],
    [8, 'info', 'rejoin', { node: 'n1', to: 'n2', streaming: false }],
  )
  const steps = story(nemesisActs(history), nodes)

  test('is told in steps, without healings of nothing', () => {
    expect(steps.map(({ kind, title, text }) => [kind, title, text])).toEqual([
      ['fault', 'Cut replication between n1, n2 and n3', 'By a mechanism. Observed: a probe.'],
      ['fault', 'Killed n1', 'By a mechanism. Observed: a probe.'],
      ['step', 'Health check missed by n1, 2 times', ''],
      ['step', 'Fenced n1', 'found: stopped'],
      ['step', 'Promoted n2', 'from n1'],
      ['step', 'Failover complete, primary is n2', 'By a mechanism. Observed: a probe.'],
      ['heal', 'Started again: n1', 'By a mechanism. Observed: a probe.'],
      ['step', 'Rejoined n1', 'to n2, not streaming'],
    ])
  })

  test('to the node that acknowledged a write', () => {
    const spans = faultSpans(nemesisActs(history))
    expect(fateParts(fate('n1', 2e9, spans, steps), 'n1')).toEqual([
      'cut off from its standbys',
      'killed after 1.00 s',
      'n2 promoted after 2.00 s',
      'started again after 5.00 s',
    ])
    expect(fate('n1', 9e9, [], steps)).toEqual({ later: [] })
    expect(fate('n2', 3.2e9, [], steps)).toEqual({ later: [] })
  })

  test('a step of another kind keeps its name and every field', () => {
    const [step] = story(
      nemesisActs(nemesis([1, 'info', 'elect-leader', { term: 7, votes: { n1: { yes: true }, n2: 3 } }])),
      nodes,
    )
    expect(step).toMatchObject({
      title: 'Elect leader',
      text: 'term: 7, votes n1 (yes), n2: 3',
      nodes: ['n1', 'n2'],
    })
  })

  test('a wait is told once, by what came of it', () => {
    const waits = nemesis(
      [1, 'info', 'wait-until', { condition: 'lag >= 1MB', withinMs: 900 }],
      [2, 'info', 'wait-until', { condition: 'lag >= 1MB', met: true, afterMs: 80, now: 'lag 2 MB' }],
      [3, 'info', 'await-whole', 10_000],
      [4, 'info', 'await-whole', { whole: false, roles: { n1: 'down', n2: 'primary' } }],
      [5, 'info', 'fence', { node: 'n1', found: 'stopped', by: 'nothing to do' }],
    )
    expect(story(nemesisActs(waits), nodes).map(({ kind, title, text }) => [kind, title, text])).toEqual([
      ['step', 'Waited for lag >= 1MB', 'After 80 ms: lag 2 MB'],
      ['trouble', 'The cluster was not whole in time', 'n1: down, n2: primary'],
      ['step', 'Fenced n1', 'found: stopped'],
    ])
  })

  test('an error is trouble', () => {
    const [op] = nemesis([1, 'info', 'kill', null])
    const error = { kind: 'no-nemesis', message: 'no nemesis answers to "kill"' }
    expect(story(nemesisActs([{ ...(op as Op), error }]), nodes)[0]).toMatchObject({
      kind: 'trouble',
      title: 'Kill failed',
    })
  })
})

describe('promises', () => {
  const claim = (kind: Claim['kind'], promise: string): Claim => ({ kind, promise, text: 't', source: 's' })
  const result = (verdict: CheckerResult['verdict']): CheckerResult => ({
    verdict,
    summary: 'Said',
    checked: { ops: 3 },
    details: null,
  })
  const fared = (promise: Claim, checkers: Record<string, CheckerResult>): string | undefined =>
    promises([promise], checkers)[0]?.fared

  test.each([
    ['durability', 'none', 'lost-writes', 'invalid', 'beyond'],
    ['durability', 'none', 'lost-writes', 'valid', 'kept'],
    ['durability', 'acknowledged-writes-survive-failover', 'lost-writes', 'invalid', 'broken'],
    ['durability', 'acknowledged-writes-survive-failover', 'lost-writes', 'unknown', 'undecided'],
    ['consistency', 'linearizable', 'linearizable', 'invalid', 'broken'],
    ['consistency', 'strict-serializable', 'linearizable', 'invalid', 'broken'],
    ['consistency', 'read-committed', 'linearizable', 'invalid', 'beyond'],
    ['consistency', 'read-committed', 'lost-writes', 'invalid', 'unjudged'],
  ] as const)('%s %s, %s %s: %s', (kind, promise, checker, verdict, expected) => {
    expect(fared(claim(kind, promise), { [checker]: result(verdict) })).toBe(expected)
  })

  test('what nobody promised and what held anyway is not called a promise that was kept', () => {
    const word = (promise: string) =>
      promises([claim('durability', promise)], { 'lost-writes': result('valid') })[0]?.word
    expect(word('none')).toBe('Not promised, but held in this run')
    expect(word('acknowledged-writes-survive-failover')).toBe('Held in this run')
  })

  test.each([
    ['acknowledged-writes-survive-failover', { lost: 0, vanished: 3 }, 'beyond'],
    ['acknowledged-writes-survive-failover', { lost: 1, vanished: 3 }, 'broken'],
    ['committed-writes-survive-failover', { lost: 0, vanished: 3 }, 'broken'],
    ['none', { lost: 0, vanished: 3 }, 'beyond'],
  ])('of %s, where %j: %s', (promise, counts, expected) => {
    const lostWrites = { ...result('invalid'), details: { counts } }
    expect(fared(claim('durability', promise), { 'lost-writes': lostWrites })).toBe(expected)
  })

  test.each([
    ['repeatable-read', 'invalid', true, 'broken'],
    ['repeatable-read', 'invalid', false, 'beyond'],
    ['repeatable-read', 'valid', false, 'kept'],
    ['read-committed', 'invalid', true, 'unjudged'],
  ] as const)('%s, %s, forbidden: %s, of a checker of one property: %s', (promise, verdict, forbidden, expected) => {
    const lostUpdate = { ...result(verdict), details: { expected: ['repeatable-read'], forbidden } }
    expect(fared(claim('consistency', promise), { 'lost-update': lostUpdate })).toBe(expected)
  })

  test('a checker without a claim speaks only where it has something to say', () => {
    const rows = promises([claim('durability', 'none')], { stats: result('valid'), other: result('unknown') })
    expect(rows.map(({ checkers }) => checkers)).toEqual([[], ['other']])
    const judged = { ...result('valid'), details: { expected: ['snapshot-isolation'] } }
    const other = promises([claim('consistency', 'read-committed')], { isolation: judged, stats: result('valid') })
    expect(other.map(({ checkers, word }) => [...checkers, word])).toEqual([
      ['Not checked by this run'],
      ['isolation', 'Nothing found'],
    ])
    expect(promises([], { stats: result('valid') }).map(({ word }) => word)).toEqual(['Nothing found'])
  })

  test('what it rests on, in words', () => {
    expect(checkedText({ ops: 1200, finalReads: 1 })).toBe('1,200 ops and 1 final read')
    expect(checkedText({})).toBe('nothing')
  })
})

describe('what is pasted into shells', () => {
  test.each([
    ['BEGIN;', 'read-committed', ['BEGIN ISOLATION LEVEL READ COMMITTED;']],
    ['BEGIN;', undefined, ['BEGIN;']],
    ['START TRANSACTION;', 'serializable', ['SET TRANSACTION ISOLATION LEVEL SERIALIZABLE;', 'START TRANSACTION;']],
    ['START TRANSACTION;', 'no-such', ['START TRANSACTION;']],
  ])('%s at %s', (sql, level, expected) => {
    const [paste] = pastes([{ session: 'A', sql, op: 1 }], level)
    expect(paste?.lines).toEqual(expected.map((text) => ({ sql: text })))
  })
})

describe('findings', () => {
  test('lost writes name their op, node and fate', () => {
    const { lost, found, calls } = page(syntheticRun({ ops: 1000 }))
    expect(lost.total).toBeGreaterThan(50)
    expect(lost.listed.length).toBe(lost.total)
    const [first] = lost.listed
    expect(first).toMatchObject({ f: 'add', node: 'n1' })
    expect(calls.some(({ invoke }) => invoke.index === first?.op && String(invoke.value) === first?.element)).toBe(true)
    expect(lost.listed[5]?.fate.join()).toMatch(/cut off from its standbys,killed after .*,n2 promoted after .*/)
    expect(lost.inShort).toHaveLength(1)
    expect(lost.inShort[0]).toMatch(/^n1 confirmed all of them between .* and .*\. .*n1 was killed at /)
    expect(found.size).toBe(lost.total)
  })

  test('late writes alone are no fault, unless the verdict says so', () => {
    const details = { counts: { lost: 0, stale: 1 }, stale: [{ element: 4, op: 1, missedBy: 9, latency: 2e9 }] }
    const of = (verdict: CheckerResult['verdict']) =>
      elementFindings({ verdict, summary: '', checked: {}, details: details as Json })
    expect(of('valid')).toMatchObject([{ total: 1, faulty: false, listed: [{ element: '4', op: 9 }] }])
    expect(of('invalid')).toMatchObject([{ faulty: true }])
  })

  test('a key that no order explains comes with the op that fits nowhere', () => {
    const details: Json = {
      keys: [
        {
          key: 'x',
          verdict: 'invalid',
          why: 'n2 answered …',
          state: null,
          impossible: { index: 9 },
          ops: [9, 12],
          history: [{ index: 3 }, { index: 9 }],
        },
        { key: 'y', verdict: 'unknown', why: 'out of time' },
      ],
    }
    expect(illegalKeys({ verdict: 'invalid', summary: '', checked: {}, details })).toEqual([
      {
        key: 'x',
        why: 'n2 answered …',
        state: 'nil',
        impossible: 9,
        ops: [3, 9],
        about: expect.stringMatching(/^The last operations before it/),
        around: [],
      },
    ])
  })

  test('and with the ops on its key shortly before and after, where the proof does not show them all', () => {
    const ops = Array.from({ length: 100 }, (_, i): Op[] => {
      const op = { process: 0, f: 'read', key: i % 2, value: null }
      const lines = { invoke: 2 * i, ok: 2 * i + 1 }
      return (['invoke', 'ok'] as const).map((type) => ({ ...op, index: lines[type], time: lines[type], type }))
    }).flat()
    const around = (history: readonly number[]) => {
      const shown = history.map((index) => ({ index }))
      const details: Json = { keys: [{ key: 1, verdict: 'invalid', impossible: { index: 102 }, history: shown }] }
      return illegalKeys({ verdict: 'invalid', summary: '', checked: {}, details }, pair(ops))[0]?.around
    }
    const near = around([102]) ?? []
    expect(near).toHaveLength(26)
    expect([near[0], near[20], near.at(-1)]).toEqual([22, 102, 122])
    expect(around(near)).toEqual([])
  })

  test('a proof that may be longer than it needs to be says so', () => {
    const about = (told: { proof: string | null; minimal: boolean }) => {
      const details: Json = { keys: [{ key: 'x', verdict: 'invalid', why: '…', ...told }] }
      return illegalKeys({ verdict: 'invalid', summary: '', checked: {}, details })[0]?.about
    }
    expect(about({ proof: 'brute force', minimal: true })).toMatch(/prove it by themselves; none .* is left/)
    expect(about({ proof: 'search', minimal: false })).toMatch(/There may be a shorter proof/)
    expect(about({ proof: null, minimal: true })).toMatch(/too many to show/)
  })

  test('details of another shape are passed over', () => {
    for (const details of [null, 3, 'x', [], { keys: 3, lost: {}, stale: [1] }] as Json[]) {
      const result: CheckerResult = { verdict: 'invalid', summary: '', checked: {}, details }
      expect(illegalKeys(result)).toEqual([])
      expect(elementFindings(result).flatMap(({ listed }) => listed)).toEqual([])
    }
  })
})

describe('thinning', () => {
  const calls = pair(syntheticRun({ ops: 2000 }).history).filter(({ invoke }) => invoke.process !== 'nemesis')
  const found = new Set(calls.filter((_, i) => i % 50 === 0).map(({ invoke }) => invoke.index))

  test.each([2, 100, 500, 1999, 5000])(
    'to %i keeps what was found first, and its weights make up for the rest',
    (limit) => {
      const { calls: kept, weights } = thin(calls, found, limit)
      expect(kept.length).toBeLessThanOrEqual(limit)
      expect(kept.filter((call) => isFound(call, found)).length).toBe(Math.min(limit, found.size))
      if (limit < 500) return
      const count = (of: readonly Pair[], ok: boolean): number =>
        of.filter((call) => !isFound(call, found) && (outcome(call) === 'ok') === ok).length
      expect(count(kept, true) * weights.ok).toBeCloseTo(count(calls, true))
      expect(count(kept, false) * weights.other).toBeCloseTo(count(calls, false))
      expect(kept).toEqual(calls.filter((call) => kept.includes(call)))
    },
  )
})

describe('samples', () => {
  test('become runs of roles and a lag without repetitions', () => {
    const at = (seconds: number, role: 'standby' | 'primary', lagBytes: number) => ({
      time: seconds * 1e9,
      node: 'n1',
      role,
      lagBytes,
    })
    const samples = [at(0, 'standby', 5), at(1, 'standby', 5), at(2, 'standby', 5), at(3, 'primary', 0)]
    expect(roles(samples, ['n1'], 4e9)).toEqual([
      { node: 0, role: 'standby', from: 0, to: 3e6 },
      { node: 0, role: 'primary', from: 3e6, to: 4e6 },
    ])
    expect(lagColumns(samples, ['n1'])).toEqual({ node: [0, 0, 0], at: [0, 2e6, 1e6], bytes: [5, 5, -1] })
  })
})

test('transactions are counted by what became of them, steps by what they do', () => {
  const history = concurrent(
    ['ok', ['r', 'x', []], ['append', 'x', 1]],
    ['ok', ['r', 'x', [1]]],
    ['fail', ['append', 'x', 2], ['append', 'y', 1]],
    ['info', ['append', 'z', 1]],
  )
  expect(transactionCounts(pair(history))).toEqual({
    committed: 2,
    rolledBack: [['serialization-failure', 1]],
    unknown: [['serialization-failure', 1]],
    readOnly: 1,
    reads: 2,
    writes: 4,
    longest: 2,
    keys: 3,
    busiest: { key: 'x', writes: 1 },
  })
  expect(transactionCounts(pair(syntheticRun({ ops: 20 }).history))).toBeUndefined()
})
