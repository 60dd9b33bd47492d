import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { resolve } from '../../../src/scenario/resolve.ts'
import { topologyOf as ofMariadb } from '../../../src/targets/mariadb/existing/family.ts'
import { loginAt } from '../../../src/targets/mysql/existing/credentials.ts'
import { topologyOf as ofMysql } from '../../../src/targets/mysql/existing/family.ts'
import { clientOptions, ownOptions } from '../../../src/targets/mysql/existing/option-file.ts'
import type { Row } from '../../../src/targets/mysql/existing/rows.ts'
import type { Topology } from '../../../src/targets/mysql/existing/topology.ts'

const folder = mkdtempSync(join(tmpdir(), 'mysql-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const address = { host: 'db1', port: 3306 }
const nothing = new Map<string, string>()
const none = () => undefined

describe('the option file', () => {
  test.each([
    ['[client]\npassword=pw', 'pw'],
    ['[mysqld]\npassword=no\n[client]\nuser = me\npassword = pw # mine', 'pw'],
    ['[client]\npassword="a # b"\n', 'a # b'],
    ["[client]\npassword='a\\sb\\\\'\r\n", 'a b\\'],
    ['# password=no\n; password=no\n!include x\n[client]', undefined],
    ['[client]\npassword\n', ''],
    ['[client]\npassword=a=b\n', 'a=b'],
    ['[client]\npassword=no\npassword=pw\n[mysql]\npassword=no', 'pw'],
  ])('%j', (text, password) => {
    expect(clientOptions(text).get('password')).toBe(password)
  })

  test('names with dashes and underscores are one', () => {
    expect(clientOptions('[client]\nssl_mode=REQUIRED').get('ssl-mode')).toBe('REQUIRED')
  })

  test('is ignored where everybody can write to it, and where it is not', () => {
    const path = join(folder, '.my.cnf')
    writeFileSync(path, '[client]\npassword=pw\n')
    expect(ownOptions(folder).get('password')).toBe('pw')
    rmSync(path)
    expect(ownOptions(folder).size).toBe(0)
  })
})

describe('as whom to log in', () => {
  const file = new Map([
    ['user', 'file'],
    ['password', 'from-file'],
  ])

  test('the URL goes before the environment, and that before the option file', () => {
    const secret = (name: string) => (name === 'MYSQL_PWD' ? 'env' : undefined)
    const url = loginAt({ address, user: 'me', password: () => 'url' }, secret, file)
    expect([url.user, url.password?.()]).toEqual(['me', 'url'])
    const env = loginAt({ address }, secret, file)
    expect([env.user, env.password?.()]).toEqual(['file', 'env'])
    expect(loginAt({ address }, none, file).password?.()).toBe('from-file')
    expect(JSON.stringify([url, env])).not.toMatch(/url|env|from-file/)
  })

  test('nothing said: the user of this machine, no password, in the clear', () => {
    expect(loginAt({ address }, none, nothing)).toEqual({
      user: userInfo().username,
      password: undefined,
      tls: undefined,
    })
  })

  test('a database in the URL is refused: Murphy makes its own', () => {
    expect(() => loginAt({ address, database: 'shop' }, none, nothing)).toThrow('db1:3306 names a database')
  })
})

describe('ssl-mode', () => {
  const tls = (parameters: Record<string, string>, host = 'db1') =>
    loginAt({ address: { host, port: 1 }, parameters }, none, nothing).tls
  const ca = join(folder, 'ca.pem')
  writeFileSync(ca, 'PEM')

  test('by the meaning that MySQL gives it', () => {
    expect(tls({ 'ssl-mode': 'disabled' })).toBeUndefined()
    expect(tls({ 'ssl-mode': 'required' })).toEqual({ host: 'db1', rejectUnauthorized: false })
    expect(tls({ 'ssl-mode': 'VERIFY_CA', 'ssl-ca': ca })).toEqual({ host: 'db1', ca: 'PEM', verifyIdentity: false })
    expect(tls({ 'ssl-mode': 'VERIFY_IDENTITY', 'ssl-ca': ca })).toMatchObject({ verifyIdentity: true })
  })

  test('what cannot be kept is refused, and not served without', () => {
    expect(() => tls({ 'ssl-mode': 'on' })).toThrow('There is no ssl-mode "ON"')
    expect(() => tls({ 'ssl-mode': 'VERIFY_CA' })).toThrow('nothing says who signs')
    expect(() => tls({ 'ssl-mode': 'VERIFY_CA', 'ssl-ca': '/nowhere' })).toThrow('/nowhere cannot be read')
    expect(() => tls({ 'ssl-mode': 'VERIFY_IDENTITY', 'ssl-ca': ca }, '10.0.0.1')).toThrow('an address, not a name')
  })
})

/** A server's answers, by words that are in the question. */
type Answers = Readonly<Record<string, readonly Row[]>>

const variable = (name: string, value: string): Row => ({ Variable_name: name, Value: value })

async function refusal(topology: Topology, servers: Readonly<Record<string, Answers>>): Promise<string> {
  const rows = (answers: Answers) => async (text: string) =>
    Object.entries(answers).find(([words]) => text.includes(words))?.[1] ?? []
  const each = <T>(look: (rows: (text: string) => Promise<readonly Row[]>) => Promise<T>) =>
    Promise.all(Object.entries(servers).map(async ([server, answers]) => ({ server, seen: await look(rows(answers)) })))
  return await topology.refuse(each).then(
    () => 'fits',
    (error: Error & { kind: string }) => `${error.kind}: ${error.message}`,
  )
}

describe('servers of MySQL that are not what they should be', () => {
  const server = (id: string, readOnly: number, ...sources: string[]): Answers => ({
    '@@server_uuid as id': [{ id, read_only: readOnly }],
    source_uuid: sources.map((source) => ({ id: source })),
  })
  const semiSync = (...more: Row[]): Answers => ({
    'global variables': [
      variable('rpl_semi_sync_source_enabled', 'ON'),
      variable('rpl_semi_sync_source_wait_point', 'AFTER_SYNC'),
      variable('rpl_semi_sync_source_timeout', '4294967295'),
      ...more,
    ],
    'global status': [variable('Rpl_semi_sync_source_status', 'ON')],
  })
  const source = server('a', 0)
  const replica = server('b', 1, 'a')

  test('one source and replicas, one of them a replica of a replica', async () => {
    expect(await refusal(ofMysql('async'), { a: source, b: replica, c: server('c', 1, 'b') })).toBe('fits')
    expect(await refusal(ofMysql('async'), { a: source, b: server('b', 0, 'a') })).toBe('fits')
  })

  test('that are not one cluster', async () => {
    expect(await refusal(ofMysql('async'), { b: replica })).toContain('None of these servers is a primary')
    expect(await refusal(ofMysql('async'), { a: source, b: server('b', 0) })).toContain('a and b are not one cluster')
    expect(await refusal(ofMysql('async'), { a: source, b: server('b', 1, 'z') })).toContain('b is no replica of a')
    expect(await refusal(ofMysql('async'), { a: source, b: server('b', 1) })).toContain('usage: b is no replica of a')
  })

  test('in a group', async () => {
    const member = { ...source, member_state: [{ state: 'ONLINE' }] }
    expect(await refusal(ofMysql('async'), { a: member })).toContain('does not fit a, which is in a cluster')
  })

  test.each([
    [variable('rpl_semi_sync_source_enabled', 'OFF'), 'is not enabled'],
    [variable('rpl_semi_sync_source_wait_point', 'AFTER_COMMIT'), 'wait_point is AFTER_COMMIT'],
    [variable('rpl_semi_sync_source_timeout', '10000'), 'timeout is 10000 ms'],
  ])('semi-sync that is not in force: %j', async (change, told) => {
    const servers = { a: { ...source, ...semiSync(change) }, b: replica }
    expect(await refusal(ofMysql('semi-sync'), servers)).toContain(told)
    expect(await refusal(ofMysql('semi-sync'), { ...servers, a: { ...source, ...semiSync() } })).toBe('fits')
  })

  test('a time-out is no problem where it is what is tested; nobody who confirms is', async () => {
    const short = semiSync(variable('rpl_semi_sync_source_timeout', '10000'))
    expect(await refusal(ofMysql('semi-sync-timeout'), { a: { ...source, ...short }, b: replica })).toBe('fits')
    const alone = { ...source, ...short, 'global status': [variable('Rpl_semi_sync_source_status', 'OFF')] }
    expect(await refusal(ofMysql('semi-sync-timeout'), { a: alone, b: replica })).toContain('no replica that confirms')
    expect(await refusal(ofMysql('semi-sync'), { a: source, b: replica })).toContain('is not enabled')
  })

  test('members of groups', async () => {
    const member = (name: string, single = 'ON', state = 'ONLINE'): Answers => ({
      'global variables': [
        variable('group_replication_group_name', name),
        variable('group_replication_single_primary_mode', single),
      ],
      member_state: [{ state }],
    })
    expect(await refusal(ofMysql('group'), { a: member('g'), b: member('g') })).toBe('fits')
    expect(await refusal(ofMysql('group'), { a: member('g'), b: member('h') })).toContain('in different groups')
    expect(await refusal(ofMysql('group'), { a: member('g', 'ON', 'RECOVERING') })).toContain(
      'is RECOVERING, not ONLINE',
    )
    expect(await refusal(ofMysql('group'), { a: source })).toContain('it is in no group')
    expect(await refusal(ofMysql('group-multi-primary'), { a: member('g') })).toContain('single_primary_mode is ON')
    expect(await refusal(ofMysql('group-multi-primary'), { a: member('g', 'OFF') })).toBe('fits')
  })
})

describe('servers of MariaDB that are not what they should be', () => {
  const member = (of: string, ready = 'ON'): Answers => ({
    'global status': [variable('wsrep_cluster_state_uuid', of), variable('wsrep_ready', ready)],
  })

  test('members of Galera clusters', async () => {
    expect(await refusal(ofMariadb('galera'), { a: member('g'), b: member('g') })).toBe('fits')
    expect(await refusal(ofMariadb('galera'), { a: member('g'), b: member('h') })).toContain(
      'different Galera clusters',
    )
    expect(await refusal(ofMariadb('galera'), { a: member('g', 'OFF') })).toContain('wsrep_ready is not ON')
    expect(await refusal(ofMariadb('galera'), { a: {} })).toContain('a is no member of a Galera cluster')
  })

  test('a primary and its replicas', async () => {
    const server = (id: number, readOnly: number, source?: number): Answers => ({
      '@@server_id as id': [{ id, read_only: readOnly }],
      'all slaves': source === undefined ? [] : [{ Master_Server_Id: source, Slave_IO_Running: 'Yes' }],
      'global variables': [variable('wsrep_on', 'OFF')],
    })
    expect(await refusal(ofMariadb('async'), { a: server(1, 0), b: server(2, 1, 1) })).toBe('fits')
    expect(await refusal(ofMariadb('async'), { a: server(1, 0), b: server(2, 1) })).toContain('b is no replica of a')
    const galera = { ...server(1, 0), 'global variables': [variable('wsrep_on', 'ON')] }
    expect(await refusal(ofMariadb('async'), { a: galera })).toContain('does not fit a, which is in a cluster')
  })
})

describe('what is asked of servers that are not Murphy’s', () => {
  const servers = ['db1:3306', 'db2:3306', 'db3:3306']
  const of = (target: string, options: Record<string, string>) => () => resolve({ target, servers, options, seed: 1 })

  test('what only whoever configures them can say is refused, what sessions say is not', () => {
    expect(of('mariadb', { flush: '0' })).toThrow('--flush means nothing on the backend "existing"')
    expect(of('mysql', { fencing: 'lease' })).toThrow('--fencing means nothing')
    expect(of('mysql', { 'expel-timeout': '1' })).toThrow('--expel-timeout means nothing')
    expect(of('postgres', { fsync: 'off' })).toThrow('--fsync means nothing')
    expect(of('mysql', { consistency: 'before', isolation: 'serializable' })().options).toMatchObject({
      consistency: 'before',
    })
    expect(ofMysql('group').sessionFirst({ consistency: 'before' })).toEqual([
      "set session group_replication_consistency = 'BEFORE'",
    ])
    expect(ofMariadb('galera').sessionFirst({ 'wsrep-sync-wait': '1', 'snapshot-isolation': 'on' })).toEqual([
      'set session wsrep_sync_wait = 1',
      'set session innodb_snapshot_isolation = ON',
    ])
  })

  test('parameters of URLs', () => {
    const resolved = (url: string) => resolve({ target: 'mysql', servers: [url], seed: 1 })
    expect(resolved('mysql://me:pw@db1?ssl-mode=REQUIRED').servers).toEqual(['mysql://me@db1:3306?ssl-mode=REQUIRED'])
    expect(() => resolved('mysql://me:geheim@db1?sslmode=REQUIRED')).toThrow(
      'parameters (?…) that Murphy does not know',
    )
  })
})
