import { describe, expect, it } from 'vitest'
import type { CheckerResult } from '../../src/checkers/checker.ts'
import type { Json } from '../../src/op/op.ts'
import type { Verdict } from '../../src/op/verdict.ts'
import { sentence } from '../../src/scenario/sentence.ts'
import { aTest } from './a-test.ts'

const result = (
  verdict: Verdict,
  checked: Record<string, number> = {},
  details: Json = null,
  summary = 'It was so.',
): CheckerResult => ({ verdict, summary, checked, details })

const families = (...names: string[]): Json => ({
  families: Object.fromEntries(names.map((name) => [name, { observed: 1 }])),
})
const failover = result('valid', { planned: 3 }, families('replication', 'kill', 'failover'))
const none = result('valid', { planned: 0 }, { families: {} })
const lost = (counts: Record<string, number>, acknowledged = 7901) => result('invalid', { acknowledged }, { counts })

const firstOf = (text: string) => text.slice(0, text.indexOf('. '))

describe('the sentence of an invalid run', () => {
  it('says who lost how much when, and that the manual does not promise otherwise', () => {
    const text = sentence(aTest({ setting: 'async' }), 'invalid', {
      'lost-writes': lost({ lost: 2453 }),
      faults: failover,
    })
    expect(text).toBe(
      'PostgreSQL (asynchronous) lost 2,453 of 7,901 acknowledged writes when a standby was promoted. Its documentation does not promise otherwise: If the primary crashes, commits that were not yet replicated are lost; how many depends on the delay.',
    )
    expect(firstOf(text).length).toBeLessThan(160)
  })

  it('says what was promised where something was', () => {
    const text = sentence(aTest({ setting: 'quorum' }), 'invalid', {
      'lost-writes': lost({ lost: 1 }, 1),
      faults: none,
    })
    expect(text).toMatch(
      /^PostgreSQL \(quorum commit\) lost 1 of 1 acknowledged write, with no fault injected\. Its documentation promises: A commit is confirmed only/,
    )
  })

  it('names everything that a set can do wrong', () => {
    const counts = { lost: 3, vanished: 1, duplicated: 2, unexpected: 4 }
    expect(sentence(aTest(), 'invalid', { 'lost-writes': lost(counts) })).toContain(
      'lost 3 of 7,901 acknowledged writes, showed 1 write that then vanished, returned 2 elements more than once and returned 4 elements that could not be there.',
    )
  })

  it('says that what nobody acknowledged was not promised to stay', () => {
    const counts = { lost: 0, vanished: 4, duplicated: 0, unexpected: 0 }
    expect(sentence(aTest({ setting: 'quorum' }), 'invalid', { 'lost-writes': lost(counts) })).toMatch(
      /showed 4 writes that then vanished\. Its documentation does not promise otherwise: A commit is confirmed only/,
    )
  })

  it('of stale reads has an example, and says where reads went', () => {
    const keys = [
      { key: 0, verdict: 'invalid', why: 'n2 answered a read with 3 after 4 had been acknowledged by n1.' },
      { key: 1, verdict: 'unknown', why: 'Out of time.' },
    ]
    const test = aTest({ setting: 'async', options: { reads: 'any-node' } })
    const linearizable = result('invalid', { keys: 28 }, { keys })
    const faults = result('valid', { planned: 2 }, families('partition', 'pause'))
    expect(sentence(test, 'invalid', { linearizable, faults })).toBe(
      'PostgreSQL (asynchronous, reads from any node) gave contradictory answers (not linearizable) on 1 of 28 keys under network partitions and paused servers. Key 0: n2 answered a read with 3 after 4 had been acknowledged by n1. Its documentation does not promise otherwise: A query sees the data committed before it began; standbys are eventually consistent with the primary.',
    )
  })

  it('of a checker that it does not know says what that one says', () => {
    expect(sentence(aTest(), 'invalid', { queue: result('invalid', {}, null, 'Two got one item.') })).toBe(
      'PostgreSQL (asynchronous) broke a rule (queue). Two got one item.',
    )
  })
})

describe('the sentence of a valid run', () => {
  it('says what was checked under which trouble', () => {
    const checkers = {
      'lost-writes': result('valid', { acknowledged: 2785 }),
      faults: failover,
      stats: result('valid'),
    }
    expect(sentence(aTest({ setting: 'quorum' }), 'valid', checkers)).toBe(
      'PostgreSQL (quorum commit) kept all 2,785 acknowledged writes under cut replication, killed servers and a failover.',
    )
  })

  it('leaves the setting out where there is no other', () => {
    const checkers = { linearizable: result('valid', { acknowledged: 367 }), faults: none }
    expect(sentence(aTest({ target: 'memory', setting: 'single' }), 'valid', checkers)).toBe(
      'Memory gave 367 answers without contradiction (linearizable), with no fault injected.',
    )
  })

  it('says what transactions showed', () => {
    const details = { expected: ['serializable'], anomalyTypes: ['G2-item'] }
    const broken = { ...result('invalid', { committed: 1200 }), details }
    expect(sentence(aTest(), 'invalid', { isolation: broken })).toContain(
      'showed write skew (G2-item) in 1,200 transactions, which serializable forbids. Each checked a rule, then wrote,',
    )
    const many = { ...details, anomalyTypes: ['lost-update', 'G0', 'G1a', 'G2-item'] }
    expect(sentence(aTest(), 'invalid', { isolation: { ...broken, details: many } })).toMatch(
      / lost update\b.* and 1 more kind of anomaly in /,
    )
    const kept = { ...result('valid', { committed: 1200 }), details }
    expect(sentence(aTest(), 'valid', { isolation: kept })).toContain(
      'showed nothing that serializable forbids in 1,200 transactions',
    )
  })

  it('says whether the level at which transactions ran was promised', () => {
    const at = (level: string) => ({
      ...result('invalid', { committed: 9 }),
      details: { expected: [level], anomalyTypes: ['G1c'] },
    })
    expect(sentence(aTest(), 'invalid', { isolation: at('read-committed') })).toMatch(
      /Its documentation promises: A query sees the data committed before it began/,
    )
    // The setting's claim is about read committed: it neither promises serializable nor denies it.
    expect(sentence(aTest(), 'invalid', { isolation: at('serializable') })).not.toContain('documentation')
  })

  it('without a safety checker claims no safety', () => {
    expect(sentence(aTest(), 'valid', { stats: result('valid'), faults: none })).toBe(
      'PostgreSQL (asynchronous) passed every check (stats and faults), with no fault injected.',
    )
  })
})

describe('the sentence of a run that proves nothing', () => {
  it('gives an early end as the reason for everything', () => {
    const run = result('unknown', {}, null, 'The run was interrupted before its end.')
    const late = result('unknown', {}, null, 'Checked 5 acknowledged writes: no read began after the last of them.')
    expect(sentence(aTest(), 'unknown', { 'lost-writes': late, run })).toBe(
      'Nothing is proven about PostgreSQL (asynchronous): the run was interrupted before its end.',
    )
  })

  it('says which fault never came, and ends with one full stop', () => {
    const faults = result(
      'unknown',
      {},
      null,
      '1 fault planned, 0 observed: kill was planned and never observed (it ran on..)..',
    )
    expect(sentence(aTest(), 'unknown', { faults })).toMatch(
      /: kill was planned and never observed \(it ran on\.\.\)\.$/,
    )
  })

  it('blames the harness where the harness is to blame', () => {
    const broken = { phase: 'set-up', message: 'No Docker engine answers' }
    expect(sentence(aTest(), 'broken', {}, broken)).toBe(
      'The test of PostgreSQL (asynchronous) failed in its set-up and says nothing about the database: No Docker engine answers.',
    )
    expect(sentence(aTest(), 'broken', { stats: result('broken', {}, null, 'It threw.') })).toBe(
      'A check of PostgreSQL (asynchronous) could not be made: It threw.',
    )
  })

  it('keeps the names of what it does not know', () => {
    expect(sentence(aTest({ target: 'oracle', setting: 'rac' }), 'unknown', { a: result('unknown') })).toBe(
      'Nothing is proven about oracle (rac): it was so.',
    )
  })
})
