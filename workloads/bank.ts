import type { Way } from '../src/client/data-types.ts'
import { type Generator, mix, randomly } from '../src/generator/index.ts'
import type { Option } from '../src/op/option.ts'
import { amountsWork } from './amounts-work.ts'
import { lastReads } from './last-reads.ts'
import { way } from './options.ts'
import { routedClient } from './routed-client.ts'
import type { Workload, WorkloadOptions } from './workload.ts'

/** The most that one transfer moves. */
const most = 5

const accounts: Option = {
  name: 'accounts',
  about: 'how many accounts there are',
  least: 2,
  most: 1000,
  whole: true,
  default: 8,
}

const balance: Option = {
  name: 'balance',
  about: 'what is in each account at first',
  most: 1e6,
  whole: true,
  default: 100,
}

/**
 * Transfers between a few accounts, and reads of all of them, half and half (jepsen.tests.bank): money is neither made
 * nor lost, and no balance is ever below zero. A transfer that reads two balances and writes two others shows lost
 * updates (P4 of Berenson et al., A Critique of ANSI SQL Isolation Levels, 1995); a read that sees one half of a
 * transfer shows read skew (A5A there). Snapshot isolation forbids both, read committed neither: `--way in-place` is
 * how programs get by with that.
 */
export const bank: Workload = {
  name: 'bank',
  about: 'transfers between accounts; no read of them all may show money made or lost',
  dataType: 'amounts',
  options: [way, accounts, balance],
  build: (options) => {
    const { accounts: count, balance: each, way: how } = options.options
    const filled = Array.from({ length: Number(count) }, (_, account) => [account, Number(each)] as const)
    const bankOf = { accounts: filled.length, total: filled.length * Number(each) }
    const expect = options.system.consistency ?? null
    return {
      client: routedClient(options, amountsWork(filled, how as Way)),
      generator: load(options, filled.length),
      final: lastReads(options),
      checkers: [
        { name: 'bank', options: { ...bankOf, expect } },
        { name: 'stats' },
        { name: 'availability' },
        { name: 'faults' },
      ],
    }
  },
}

function load({ random }: WorkloadOptions, count: number): Generator {
  const transfer = randomly(random, (draw) => {
    const from = draw.int(count)
    const to = (from + 1 + draw.int(count - 1)) % count
    return { f: 'transfer', value: { from, to, amount: 1 + draw.int(most), after: null } }
  })
  return mix(random, [transfer, () => ({ f: 'read' })])
}
