import type { Claim, Setting } from '../target.ts'

/** A replication mode of Patroni's, as its dynamic configuration has it, and what is promised for it. */
export interface PatroniSetting extends Setting {
  readonly dynamic: Readonly<Record<string, boolean>>
}

const consistency: Claim = {
  kind: 'consistency',
  promise: 'read-committed',
  text: 'A query sees the data committed before it began; standbys are eventually consistent with the primary.',
  source: 'PostgreSQL 15 documentation, 13.2.1 Read Committed Isolation Level; 27.4.1 Hot Standby, User’s Overview',
}

const survives: Claim = {
  kind: 'durability',
  promise: 'acknowledged-writes-survive-failover',
  text: 'Patroni promotes a standby only if it is certain that it has every transaction whose commit may have been confirmed; while no standby is there to wait for, the primary goes on alone, and nobody else is promoted.',
  source: 'Patroni 3.0 documentation, Replication modes, PostgreSQL synchronous replication; Synchronous mode',
}

/** Patroni wants three nodes: so many does etcd need to lose one. */
const leastNodes = 3

export const settings: readonly PatroniSetting[] = [
  {
    name: 'async',
    title: 'asynchronous',
    about: 'commits do not wait for standbys (the default of Patroni)',
    leastNodes,
    dynamic: { synchronous_mode: false },
    claims: [
      {
        kind: 'durability',
        promise: 'none',
        text: 'The cluster may lose committed transactions to stay available: what was not replicated when another node is promoted is lost.',
        source: 'Patroni 3.0 documentation, Replication modes, Asynchronous mode durability',
      },
      consistency,
    ],
  },
  {
    name: 'sync',
    title: 'synchronous',
    about: 'commits wait for one standby while there is one, and only that one may be promoted (synchronous_mode)',
    leastNodes,
    dynamic: { synchronous_mode: true },
    claims: [survives, consistency],
  },
  {
    name: 'strict',
    title: 'strictly synchronous',
    about: 'the same, and where no standby is there to wait for, commits wait until there is (synchronous_mode_strict)',
    leastNodes,
    dynamic: { synchronous_mode: true, synchronous_mode_strict: true },
    claims: [
      {
        ...survives,
        text: 'Patroni promotes a standby only if it is certain that it has every transaction whose commit may have been confirmed; the primary confirms none that no standby has.',
      },
      consistency,
    ],
  },
]
