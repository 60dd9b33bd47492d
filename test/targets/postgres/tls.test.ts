import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CannotConnect } from '../../../src/targets/common/cannot-connect.ts'
import { Connection } from '../../../src/targets/postgres/connection.ts'
import { loginAt } from '../../../src/targets/postgres/existing/credentials.ts'
import { type Deployed, deployed } from './cluster.ts'

/** For localhost and 127.0.0.1, signed by itself, until 2126; made for this test and used nowhere else. */
const certificate = `-----BEGIN CERTIFICATE-----
MIIBnjCCAUWgAwIBAgIUO2q4Gqupfbv5YqaHRcFzKRFIWoYwCgYIKoZIzj0EAwIw
FjEUMBIGA1UEAwwLbXVycGh5LXRlc3QwIBcNMjYxMTIzMDUxNDMxWhgPMjEyNjEw
MzAwNTE0MzFaMBYxFDASBgNVBAMMC211cnBoeS10ZXN0MFkwEwYHKoZIzj0CAQYI
KoZIzj0DAQcDQgAE3nO/dgObsKfcR0ijblVsz4cIKPHDyu2NgGcPkGBVTi/dTQzU
VQNJq6wyqiN5zO5Fe0JgVpMOHf8Oh/GWisY1dqNvMG0wHQYDVR0OBBYEFPrpkQWn
sGx8lWvMgN3Wc+a3XQMFMB8GA1UdIwQYMBaAFPrpkQWnsGx8lWvMgN3Wc+a3XQMF
MA8GA1UdEwEB/wQFMAMBAf8wGgYDVR0RBBMwEYIJbG9jYWxob3N0hwR/AAABMAoG
CCqGSM49BAMCA0cAMEQCIAXAvwDfPlvsog6EWNxdklkhq0M19nGFSMB25yMCJFT5
AiBiBiR/pWXwne52AGX3lB6WRQemZV61whxNDz30jEuhOw==
-----END CERTIFICATE-----
`
const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg35rX6yi1PYccUwqL
8KAH/G97i06MicQugd1g4BWcmOahRANCAATec792A5uwp9xHSKNuVWzPhwgo8cPK
7Y2AZw+QYFVOL91NDNRVA0mrrDKqI3nM7kV7QmBWkw4d/w6H8ZaKxjV2
-----END PRIVATE KEY-----
`

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
