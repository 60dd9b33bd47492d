import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { describe, expect, test } from 'vitest'
import { readServers, shown } from '../../../src/scenario/servers.ts'
import { Connection, type Reply } from '../../../src/targets/redis/connection.ts'
import { loginAt } from '../../../src/targets/redis/existing/credentials.ts'
import { inspect } from '../../../src/targets/redis/existing/inspect.ts'
import { clear } from '../../../src/targets/redis/existing/space.ts'
import { redis } from '../../../src/targets/redis/index.ts'
import { pingOverTls } from '../../../src/targets/redis/ping.ts'
import { certificate, key } from '../certificate.ts'
import { secrets, standIns } from '../stand-ins.ts'

const { signer, listen } = standIns()

type Answers = (command: readonly string[]) => Reply

/** A server that answers as told; an answer that begins with `-` is an error. Resolves with its port. */
async function fake(answers: Answers, tls = false): Promise<number> {
  const talk = (socket: Socket) =>
    socket
      .on('error', () => {})
      .on('data', (data) => {
        for (const request of data.toString().split(/(?=\*\d+\r\n)/)) {
          const command = [...request.matchAll(/\$\d+\r\n([^\r]*)\r\n/g)].map(([, word = '']) => word)
          socket.write(encoded(command[0] === 'PING' ? 'PONG' : answers(command)))
        }
      })
  const server = tls ? createTlsServer({ cert: certificate, key }, talk) : createServer(talk)
  return await listen(server)
}

function encoded(reply: Reply): string {
  if (Array.isArray(reply)) return `*${reply.length}\r\n${reply.map(encoded).join('')}`
  if (typeof reply === 'string' && !reply.startsWith('-')) return `$${reply.length}\r\n${reply}\r\n`
  return typeof reply === 'number' ? `:${reply}\r\n` : `${reply}\r\n`
}

const read = (...texts: string[]) => readServers(texts, redis)

describe('as whom to speak to a server', () => {
  const at = (url: string, values?: Record<string, string>) => {
    const [server] = read(url)
    if (server === undefined) throw new Error('not read')
    const { password, ...login } = loginAt(server, secrets(values))
    return { ...login, said: password?.() }
  }

  test('the URL goes before REDISCLI_AUTH, and its path is the number of the database', () => {
    expect(at('redis://me:pw@db1/5', { REDISCLI_AUTH: 'no' })).toEqual({ user: 'me', database: 5, said: 'pw' })
    expect(at('me@db1', { REDISCLI_AUTH: 'pw' })).toEqual({ user: 'me', said: 'pw' })
    expect(at('redis://:pw@db1')).toEqual({ said: 'pw' })
    expect(at('db1')).toEqual({})
  })

  test('what makes no sense is refused', () => {
    expect(() => at('me@db1')).toThrow('There is no password for me of db1:6379')
    expect(() => at('redis://db1/app')).toThrow('is not the number of a database')
    expect(() => at('redis://db1?cacert=ca.pem')).toThrow('does not ask for TLS')
    expect(() => at('rediss://db1?cacert=/nowhere')).toThrow('/nowhere of cacert')
  })

  test('rediss stays in what is shown, so that the run can be repeated', () => {
    const url = `rediss://db1:6379?cacert=${encodeURIComponent(signer)}`
    const [server] = read(url)
    expect(server && shown('redis')(server)).toBe(url)
    expect(at(url).tls).toMatchObject({ ca: certificate, servername: 'db1' })
  })
})

test('over TLS a server is believed whom the signer vouches for, under its own name, and nobody else', async () => {
  const port = await fake(() => 'OK', true)
  const open = async (url: string) => {
    const [server] = read(url)
    const connection = await Connection.open({ host: '127.0.0.1', port }, 5000, server && loginAt(server, secrets()))
    connection.close()
  }
  await open(`rediss://localhost:${port}?cacert=${signer}`)
  for (const url of [`rediss://other:${port}?cacert=${signer}`, `rediss://localhost:${port}`])
    await expect(open(url)).rejects.toMatchObject({ name: 'CannotConnect' })
  expect(await pingOverTls({ host: '127.0.0.1', port }, 5000)).toBe(true)
})

describe('servers that are not what they should be', () => {
  const info = (fields: Record<string, string>) =>
    Object.entries({ redis_mode: 'standalone', role: 'slave', master_replid: 'a', ...fields })
      .map(([name, value]) => `${name}:${value}\r\n`)
      .join('')
  const server =
    (fields: Record<string, string>, keys: readonly string[] = []): Answers =>
    ([command]) =>
      command === 'INFO' ? info(fields) : ['0', keys]
  const master = (keys?: readonly string[]) => server({ role: 'master' }, keys)
  const look = async (setting: string, ...all: Answers[]) => {
    const ports = await Promise.all(all.map((answers) => fake(answers)))
    return await inspect(
      { servers: read(...ports.map((port) => `127.0.0.1:${port}`)), secret: secrets() },
      setting,
    ).catch((error: Error) => error.message)
  }

  test('of two masters, without a master, sentinels, nodes of Redis Cluster', async () => {
    const replica = server({ master_host: 'db9', master_port: '6379' })
    expect(await look('sentinel', master(), server({ master_replid: 'b' }))).toContain('(master_replid) differ')
    expect(await look('sentinel', replica, replica)).toContain('None of these servers is a master')
    expect(await look('sentinel', master(), server({ redis_mode: 'sentinel' }))).toContain('is a sentinel')
    expect(await look('sentinel', server({ redis_mode: 'cluster', role: 'master' }))).toContain('of Redis Cluster')
  })

  test('that do not let anybody look, or do not replicate as the setting says', async () => {
    const shut: Answers = () => '-NOAUTH Authentication required.'
    expect(await look('sentinel', shut)).toContain('does not let anybody look: NOAUTH')
    expect(await look('min-replicas', master())).toContain('min-replicas-to-write is not in force')
    expect(await look('min-replicas', server({ role: 'master', min_slaves_good_slaves: '2' }))).toEqual([])
  })

  test('that hold keys of others', async () => {
    expect(await look('sentinel', master(['murphy_deadbeef:set', 'theirs', 'murphy_x']))).toEqual([
      'theirs',
      'murphy_x',
    ])
    expect(await look('sentinel', master(['murphy_deadbeef:set']))).toEqual([])
  })
})

test('only keys of the run are removed, whatever the server lists', async () => {
  const asked: (readonly string[])[] = []
  const send = async (...command: string[]): Promise<Reply> => {
    asked.push(command)
    if (command[0] !== 'SCAN') return 1
    return command[1] === '0' ? ['7', ['murphy_1:a', 'theirs']] : ['0', ['murphy_1:b', 'murphy_12:c']]
  }
  expect(await clear({ send }, 'murphy_1:')).toBe(true)
  expect(asked.filter(([name]) => name === 'DEL')).toEqual([
    ['DEL', 'murphy_1:a'],
    ['DEL', 'murphy_1:b'],
  ])
  expect(asked[0]).toEqual(['SCAN', '0', 'MATCH', 'murphy_1:*', 'COUNT', '1000'])
})
