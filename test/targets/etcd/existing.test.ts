import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { describe, expect, test } from 'vitest'
import { readServers, shown } from '../../../src/scenario/servers.ts'
import { loginAt } from '../../../src/targets/etcd/existing/credentials.ts'
import { inspect } from '../../../src/targets/etcd/existing/inspect.ts'
import { Gateway } from '../../../src/targets/etcd/gateway.ts'
import { etcd } from '../../../src/targets/etcd/index.ts'
import { encode, Kv } from '../../../src/targets/etcd/kv.ts'
import { certificate, key } from '../certificate.ts'
import { secrets, standIns } from '../stand-ins.ts'

const { signer, listen } = standIns()

type Answers = (path: string, body: Record<string, unknown>, token: string | undefined) => object

/** A member that answers as told. Resolves with its port. */
async function member(answers: Answers, tls = false): Promise<number> {
  const server = tls ? createTlsServer({ cert: certificate, key }) : createServer()
  server.on('request', async (request, response) => {
    const text = (await request.toArray()).join('')
    const answer = answers(request.url ?? '', JSON.parse(text), request.headers.authorization)
    response.statusCode = 'message' in answer ? 400 : 200
    response.end(JSON.stringify(answer))
  })
  return await listen(server)
}

const status = (cluster: string, leader?: string) => ({ header: { cluster_id: cluster }, version: '3.4', leader })
const read = (...texts: string[]) => readServers(texts, etcd)

describe('as whom to speak to a member', () => {
  const at = (url: string, values?: Record<string, string>) => {
    const [server] = read(url)
    if (server === undefined) throw new Error('not read')
    return loginAt(server, secrets(values))
  }
  const shownLogin = (login: ReturnType<typeof at>) => [login.user?.name, login.user?.password()]

  test('the URL goes before the variables of etcdctl', () => {
    expect(shownLogin(at('http://me:pw@db1', { ETCDCTL_USER: 'you:no' }))).toEqual(['me', 'pw'])
    expect(shownLogin(at('db1', { ETCDCTL_USER: 'you:p:w' }))).toEqual(['you', 'p:w'])
    expect(shownLogin(at('me@db1', { ETCDCTL_USER: 'you:no', ETCDCTL_PASSWORD: 'pw' }))).toEqual(['me', 'pw'])
    expect(at('db1')).toEqual({})
  })

  test('what makes no sense is refused', () => {
    expect(() => at('me@db1', { ETCDCTL_USER: 'you:pw' })).toThrow('There is no password for me of db1:2379')
    expect(() => at('http://db1/app')).toThrow('etcd has no databases')
    expect(() => at('https://db1', { ETCDCTL_CACERT: '/nowhere' })).toThrow('/nowhere of ETCDCTL_CACERT')
  })

  test('https stays in what is shown, so that the run can be repeated', () => {
    const [server] = read('https://me:geheim@db1:2379')
    expect(server && shown('etcd')(server)).toBe('https://me@db1:2379')
    const [open] = read('http://db1:2379')
    expect(open && shown('etcd')(open)).toBe('db1:2379')
    expect(at('https://db1', { ETCDCTL_CACERT: signer }).tls).toMatchObject({ ca: certificate, servername: 'db1' })
  })
})

describe('over TLS', () => {
  test('a member is believed whom the signer vouches for, under its own name, and nobody else', async () => {
    const port = await member(() => status('1', '7'), true)
    const call = async (host: string, values: Record<string, string>) => {
      const [server] = read(`https://${host}:${port}`)
      const gateway = new Gateway({ host: '127.0.0.1', port }, server && loginAt(server, secrets(values)))
      return await gateway.call('maintenance/status', {}, 5000).finally(() => gateway.close())
    }
    expect(await call('localhost', { ETCDCTL_CACERT: signer })).toMatchObject({ leader: '7' })
    await expect(call('other', { ETCDCTL_CACERT: signer })).rejects.toMatchObject({ name: 'CannotConnect' })
    await expect(call('localhost', {})).rejects.toMatchObject({ name: 'CannotConnect' })
  })
})

describe('members that are not what they should be', () => {
  const refusal = async (...members: Answers[]) => {
    const ports = await Promise.all(members.map((answers) => member(answers)))
    return await inspect({ servers: read(...ports.map((port) => `127.0.0.1:${port}`)), secret: secrets() }).then(
      (found) => found,
      (error: Error) => error.message,
    )
  }
  const holding =
    (...keys: string[]): Answers =>
    (path, { key: from }) => {
      if (!path.endsWith('range')) return status('1', '7')
      return { kvs: from === encode('\0') ? keys.map((each) => ({ key: encode(each) })) : [] }
    }

  test('of different clusters, and one without a leader', async () => {
    expect(await refusal(holding(), () => status('2', '7'))).toContain('are members of different clusters')
    expect(await refusal(() => status('1'))).toContain('knows no leader')
    expect(await refusal(() => ({ message: 'etcdserver: user name is empty', code: 3 }))).toContain(
      'does not let anybody look: etcdserver: user name is empty.',
    )
  })

  test('that hold keys of others', async () => {
    expect(await refusal(holding())).toEqual([])
    expect(await refusal(holding('theirs'))).toEqual(['theirs'])
    const denied: Answers = (path) =>
      path.endsWith('range') ? { message: 'etcdserver: permission denied', code: 7 } : status('1', '7')
    expect(await refusal(denied)).toEqual([])
  })
})

test('all keys of a run begin with its prefix, and nobody sees it', async () => {
  const asked: unknown[] = []
  const port = await member((path, body) => {
    asked.push([path, body])
    return { kvs: [{ key: encode('p/set/1'), value: encode('v') }], succeeded: true, deleted: '1' }
  })
  const gateway = new Gateway({ host: '127.0.0.1', port })
  const kv = new Kv(gateway, { serializable: false, prefix: 'p/' })
  expect(await kv.list('set/')).toMatchObject([{ key: 'set/1', value: 'v' }])
  await kv.commit([{ key: 'a', created: 0 }], [{ put: 'b', value: '' }, { remove: 'c' }])
  expect(await kv.clear()).toBe(true)
  kv.close()
  expect(asked).toMatchObject([
    ['/v3/kv/range', { key: encode('p/set/'), range_end: encode('p/set0') }],
    [
      '/v3/kv/txn',
      {
        compare: [{ key: encode('p/a') }],
        success: [{ request_put: { key: encode('p/b') } }, { request_delete_range: { key: encode('p/c') } }],
      },
    ],
    ['/v3/kv/deleterange', { key: encode('p/'), range_end: encode('p0') }],
  ])
})
