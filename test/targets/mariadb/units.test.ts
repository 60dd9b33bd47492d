import { describe, expect, test } from 'vitest'
import type { Cluster, Node } from '../../../src/cluster/cluster.ts'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { NotCommitted } from '../../../src/targets/common/not-committed.ts'
import { classify } from '../../../src/targets/mariadb/errors.ts'
import { galeraConfig } from '../../../src/targets/mariadb/galera/config.ts'
import { parsePosition } from '../../../src/targets/mariadb/galera/position.ts'
import { serverOptions } from '../../../src/targets/mariadb/options.ts'
import { GtidState } from '../../../src/targets/mariadb/replication/gtid.ts'
import { mariadbVendor } from '../../../src/targets/mariadb/replication/vendor.ts'

function serverError(errno: number, sqlState: string): Error {
  return Object.assign(new Error('the server says no'), { errno, sqlState, code: 'ER_SOMETHING' })
}

type Row = readonly [what: string, error: unknown, kind: string, definite: boolean, fatal: boolean]

const notInCluster = serverError(1047, '08S01')

const rows: readonly Row[] = [
  ['the row is newer than the snapshot', serverError(1020, 'HY000'), 'record-changed', true, false],
  ['certification failed, or a lock was lost to another node', serverError(1213, '40001'), 'deadlock', true, false],
  ['waited for a lock in vain', serverError(1205, 'HY000'), 'lock-wait-timeout', true, false],
  ['WSREP has not yet prepared node', notInCluster, 'not-in-cluster', true, true],
  ['the same, within a transaction', new NotCommitted(notInCluster, true), 'not-in-cluster', true, true],
  ['the same, while connecting', new CannotConnect('…', { cause: notInCluster }), 'not-in-cluster', true, true],
  ['the cluster was lost while it committed', serverError(1180, 'HY000'), 'error-during-commit', false, false],
  ['the element is there already', serverError(1062, '23000'), 'duplicate-key', false, false],
  ['the session was killed', serverError(1927, '70100'), 'session-killed', false, true],
  ['a statement took too long', serverError(1969, '70100'), 'statement-timeout', true, false],
  ['the server shuts down', serverError(1053, '08S01'), 'shutdown', false, true],
  ['no such table yet', serverError(1146, '42S02'), 'bad-statement', true, false],
  ['a number that is in no table', serverError(9999, 'HY000'), 'unknown-error', false, true],
]

test.each(rows)('%s', (_, error, kind, definite, fatal) => {
  expect(classify(error)).toMatchObject({ kind, definite, fatal })
})

describe('position of a stopped member', () => {
  test.each([
    ['--wsrep_start_position=6d757270-6879-11ee-8000-000000000000:1234\n', 1234],
    ['--wsrep_start_position=6d757270-6879-11ee-8000-000000000000:17,0-1-0\n', 17],
    ['--wsrep_start_position=00000000-0000-0000-0000-000000000000:-1\n', -1],
    ['', -1],
  ])('%j', (said, position) => expect(parsePosition(said)).toBe(position))
})

describe('configuration', () => {
  const nodes = ['n1', 'n2', 'n3'].map(
    (name) => ({ name, dataDir: '/data', listen: { host: '0.0.0.0', port: 3306 } }) as Node,
  )
  const cluster = {
    nodes,
    address: (to: string) => ({ host: `198.18.0.${to.slice(1)}`, port: 3306 }),
  } as unknown as Cluster

  test('a member knows all members, itself, and how long it may wait', () => {
    const options = serverOptions({ flush: '0', 'wsrep-sync-wait': '7', 'snapshot-isolation': 'on' })
    const text = galeraConfig(cluster, nodes[1] as Node, options)
    for (const line of [
      'wsrep_cluster_address = gcomm://198.18.0.1,198.18.0.2,198.18.0.3',
      'wsrep_node_address = 198.18.0.2',
      'wsrep_sync_wait = 7',
      'innodb_flush_log_at_trx_commit = 0',
      'innodb_snapshot_isolation = ON',
      'datadir = /data/data',
    ])
      expect(text).toContain(`${line}\n`)
  })

  test.each([
    [false, 'rpl_semi_sync_master_enabled = ON', 'read_only = OFF'],
    [true, 'rpl_semi_sync_master_enabled = OFF', 'read_only = ON'],
  ])('only a primary waits and takes writes (standby: %s)', async (standby, ...lines) => {
    let written = ''
    const writeFile = async (_: string, content: string) => {
      written = content
    }
    const node = { ...nodes[0], writeFile } as Node
    const semiSync = { timeoutMs: 1000, waitPoint: 'AFTER_SYNC' } as const
    await mariadbVendor(cluster, serverOptions({}), semiSync).configure(node, { standby })
    for (const line of [...lines, 'wsrep_on = OFF', 'innodb_flush_log_at_trx_commit = 1'])
      expect(written).toContain(`${line}\n`)
  })
})

describe('what a binary log holds', () => {
  const of = GtidState.parse

  test('the number of the last transaction, whoever wrote it', () => {
    expect(of('0-1-120,0-2-135').count).toEqual([135n])
    expect(of('').count).toEqual([0n])
  })

  test('a server that led wrote what another has, or has not', () => {
    const led = of('0-1-80,0-3-95')
    expect(led.holds(of('0-1-80'))).toBe(true)
    expect(led.holds(of('0-1-79'))).toBe(true)
    expect(led.holds(of(''))).toBe(true)
    // It has a greater number, but the log of its past ends before.
    expect(led.holds(of('0-1-90'))).toBe(false)
    expect(led.holds(of('0-1-90'), '1')).toBe(true)
    expect(led.holds(of('0-2-10'))).toBe(false)
  })

  test('what was received comes on top', () => {
    expect(of('0-1-80').with(of('0-1-85')).shown).toBe('0-1-85')
    expect(of('0-1-80').with(of('0-3-81')).shown).toBe('0-1-80,0-3-81')
    expect(of('0-1-80').with(of('0-1-7')).shown).toBe('0-1-80')
  })
})
