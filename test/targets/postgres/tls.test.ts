import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { Connection } from '../../../src/targets/postgres/connection.ts'
import { loginAt } from '../../../src/targets/postgres/existing/credentials.ts'
import { certificate, key } from '../certificate.ts'
import { type Deployed, deployed } from './cluster.ts'

const folder = mkdtempSync(join(tmpdir(), 'tls-'))
const signer = join(folder, 'root.crt')
let cluster: Deployed

/** The server on n1 speaks TLS and takes nothing else from user tester; n2 does not speak it. */
beforeAll(async () => {
  writeFileSync(signer, certificate)
  cluster = await deployed('async')
  const node = cluster.cluster.node('n1')
  const file = (name: string) => join(node.dataDir, name)
  await node.writeFile(file('server.crt'), certificate)
  await node.writeFile(file('server.key'), key)
  await node.exec(['chmod', '600', file('server.key')])
  await node.writeFile(
    file('pg_hba.conf'),
    `hostnossl all tester all reject\n${await node.readFile(file('pg_hba.conf'))}`,
  )
  const connection = await Connection.open(at('n1'), { timeoutMs: 5000, name: 'test' })
  for (const text of ['create role tester login', "alter system set ssl = 'on'", 'select pg_reload_conf()'])
    await connection.query({ text })
  connection.close()
})
afterAll(async () => {
  await cluster.down()
  rmSync(folder, { recursive: true, force: true })
})

const at = (node: string) => cluster.cluster.address(node, 'client')

/** Whether the connection is encrypted, as the server sees it. */
async function encrypted(node: string, sslmode: string, root?: string): Promise<boolean | undefined> {
  const server = { address: at(node), user: 'tester', database: 'postgres', parameters: { sslmode } }
  const login = loginAt(server, (name) => (name === 'PGSSLROOTCERT' ? root : undefined))
  const connection = await Connection.open(at(node), { timeoutMs: 5000, name: 'test', login })
  try {
    const text = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()'
    return (await connection.query<{ ssl: boolean }>({ text })).rows[0]?.ssl
  } finally {
    connection.close()
  }
}

describe('sslmode', () => {
  test('require encrypts, and believes anybody', async () => {
    // The server takes its new configuration in a moment of its own.
    await expect.poll(() => encrypted('n1', 'require').catch(String)).toBe(true)
  })

  test('verify-full believes who is signed for', async () => {
    expect(await encrypted('n1', 'verify-full', signer)).toBe(true)
    expect(await encrypted('n1', 'verify-ca', signer)).toBe(true)
  })

  test('verify-full refuses who is not', async () => {
    await expect(encrypted('n1', 'verify-full', 'system')).rejects.toThrow(CannotConnect)
    await expect(encrypted('n1', 'require', 'system')).rejects.toThrow(/self-signed/)
  })

  test('a server that wants TLS is not spoken to in the clear, nor the other way round', async () => {
    await expect(encrypted('n1', 'disable')).rejects.toThrow(/pg_hba/)
    await expect(encrypted('n2', 'require')).rejects.toThrow(/does not support SSL/)
  })
})
