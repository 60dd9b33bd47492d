import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { AddressInfo, Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll } from 'vitest'
import type { Access } from '../../src/targets/target.ts'
import { certificate } from './certificate.ts'

/** What a file of tests needs that speaks to servers of its own; all of it goes when the tests are over. */
export function standIns() {
  const folder = mkdtempSync(join(tmpdir(), 'stand-ins-'))
  const signer = join(folder, 'ca.pem')
  writeFileSync(signer, certificate)
  const listening: Server[] = []
  afterAll(() => {
    for (const server of listening) server.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return {
    /** A file with the certificate that signs for servers of `certificate`. */
    signer,
    /** Resolves with the server's port. */
    async listen(server: Server): Promise<number> {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      listening.push(server)
      return (server.address() as AddressInfo).port
    },
  }
}

/** Secrets as the environment has them. */
export const secrets =
  (values: Readonly<Record<string, string>> = {}): Access['secret'] =>
  (name) =>
    values[name]
