import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LinkProxyNetwork } from '../../../src/cluster/process/links/link-proxy-network.ts'
import { reset } from '../../../src/cluster/process/links/reset.ts'
import type { Shape } from '../../../src/cluster/shape.ts'
import { Playground } from './network.ts'
import { eventually, ping } from './servers.ts'

let ground: Playground
beforeEach(async () => {
  ground = new Playground()
  await ground.open()
})
afterEach(async () => await ground.close())

/** Long enough for anything that is not held to arrive; nothing can fail for its being too short. */
const aWhile = () => sleep(100)

describe('a link without faults', () => {
  test('has an address of its own for each opener', () => {
    const { network } = ground
    const addresses = [
      network.address('n1', 'client'),
      network.address('n1', 'n2'),
      network.address('n2', 'client'),
      network.address('n2', 'n1'),
      network.address('n1', 'n1'),
    ]
    expect(new Set(addresses.map(({ port }) => port)).size).toBe(5)
    expect(addresses.every(({ host }) => host === '127.0.0.1')).toBe(true)
  })

  test('refuses names that it does not know', async () => {
    expect(() => ground.network.address('n3', 'client')).toThrow('no n3')
    expect(() => ground.network.address('n1', 'n3')).toThrow('no n3')
    await expect(ground.network.cut([{ from: 'n1', to: 'n3' }])).rejects.toThrow('no n3')
    await expect(ground.network.cut([{ from: 'n1', to: 'n1' }])).rejects.toThrow()
    expect(ground.network.cuts()).toEqual([])
  })

  test('passes a half-closed connection', async () => {
    const client = await ground.connected('n1')
    client.socket.end('last words\n')
    await client.hears('n1 last words')
    expect(client.ended).toBe('no')
    ground.n1.sockets[0]?.end('and mine\n')
    await client.hears('and mine')
    await eventually(() => client.ended === 'finish')
  })

  test('passes a request and its finish sent at once', async () => {
    const client = ground.connect('n1')
    client.socket.end('all of it\n')
    await client.hears('n1 all of it')
  })

  test('passes a reset in either direction', async () => {
    const first = await ground.connected('n1')
    ground.n1.sockets[0]?.resetAndDestroy()
    await eventually(() => first.ended === 'reset')
    const second = await ground.connected('n1')
    second.socket.resetAndDestroy()
    await eventually(() => ground.n1.ends.includes('reset'))
  })

  test('tells a server that goes on sending that the client is gone', async () => {
    const client = await ground.connected('n1')
    client.close()
    await eventually(() => ground.n1.ends.includes('finish'))
    const sending = setInterval(() => ground.n1.sockets[0]?.write('more\n'), 5)
    await eventually(() => ground.n1.ends.includes('reset'))
    clearInterval(sending)
  })

  test('ends connections to where nobody listens', async () => {
    const network = new LinkProxyNetwork(new Map([['n1', { host: '127.0.0.1', port: 1 }]]))
    await network.open()
    expect(await ping(network.address('n1', 'client'), 10_000)).toBe(false)
    await network.close()
  })

  test('makes a fast sender wait for a slow receiver, and loses nothing', async () => {
    const total = 64 * 1024 * 1024
    let sent = 0
    const chunk = Buffer.alloc(64 * 1024, 'x')
    const source = createServer((socket) => {
      socket.on('error', () => {})
      const send = () => {
        while (sent < total) {
          sent += chunk.length
          if (!socket.write(chunk)) {
            socket.once('drain', send)
            return
          }
        }
        socket.end()
      }
      send()
    }).listen(0, '127.0.0.1')
    await eventually(() => source.listening)
    const { port } = source.address() as AddressInfo
    const network = new LinkProxyNetwork(new Map([['n1', { host: '127.0.0.1', port }]]))
    await network.open()
    const client = connect(network.address('n1', 'client'))
    client.pause()
    let stalled = -1
    await eventually(async () => {
      const before = sent
      await sleep(200)
      stalled = sent
      return sent > 0 && sent === before
    })
    expect(stalled).toBeLessThan(total)
    let received = 0
    client.on('data', (bytes) => {
      received += bytes.length
    })
    client.resume()
    await eventually(() => received === total, 'all bytes')
    client.destroy()
    await network.close()
    source.close()
  })
})

describe('a cut', () => {
  test('of requests: the server hears nothing until healed, then everything', async () => {
    const client = await ground.connected('n1')
    await ground.network.cut([{ from: 'client', to: 'n1' }])
    expect(ground.network.cuts()).toEqual([{ from: 'client', to: 'n1' }])
    client.say('held')
    ground.n1.sockets[0]?.write('still heard\n')
    await client.hears('still heard')
    await aWhile()
    expect(ground.n1.heard).toEqual(['hello'])
    client.say('held too')
    await ground.network.cut([])
    await client.hears('n1 held too')
    expect(ground.n1.heard).toEqual(['hello', 'held', 'held too'])
    expect(ground.network.cuts()).toEqual([])
  })

  test('of answers: the server acts, and its answer comes after healing', async () => {
    const client = await ground.connected('n1')
    await ground.network.cut([{ from: 'n1', to: 'client' }])
    client.say('done in silence')
    await ground.n1.hears('done in silence')
    await aWhile()
    expect(client.lines).toEqual(['n1 hello'])
    expect(client.ended).toBe('no')
    await ground.network.cut([])
    await client.hears('n1 done in silence')
  })

  test('of one direction is told from the other, which is open', async () => {
    await ground.network.cut([{ from: 'n1', to: 'n2' }])
    expect(await ground.network.arrives('n1', 'n2')).toBe(false)
    expect(await ground.network.arrives('n2', 'n1')).toBe(true)
    await ground.network.cut([])
    expect(await ground.network.arrives('n1', 'n2')).toBe(true)
  })

  test('holds one direction on connections opened from either side', async () => {
    const byN1 = await ground.connected('n2', 'n1')
    const byN2 = await ground.connected('n1', 'n2')
    await ground.network.cut([{ from: 'n1', to: 'n2' }])
    byN1.say('request of n1') // n1 → n2: held
    byN2.say('request of n2') // passes; its answer flows n1 → n2: held
    await ground.n1.hears('request of n2')
    await aWhile()
    expect(ground.n2.heard).toEqual(['hello'])
    expect(byN2.lines).toEqual(['n1 hello'])
    await ground.network.cut([])
    await byN1.hears('n2 request of n1')
    await byN2.hears('n1 request of n2')
  })

  test('leaves other links alone', async () => {
    await ground.network.cut([
      { from: 'n1', to: 'n2' },
      { from: 'n2', to: 'n1' },
    ])
    await ground.connected('n1')
    await ground.connected('n2')
  })

  test('is replaced by the next', async () => {
    await ground.network.cut([{ from: 'client', to: 'n1' }])
    await ground.network.cut([{ from: 'client', to: 'n2' }])
    await ground.connected('n1')
    const client = ground.connect('n2')
    client.say('held')
    await aWhile()
    expect(ground.n2.heard).toEqual([])
  })

  test.each([
    { from: 'client', to: 'n1' },
    { from: 'n1', to: 'client' },
  ])('lets no new connection through, $from to $to', async (cut) => {
    await ground.network.cut([cut])
    const client = ground.connect('n1')
    client.say('first')
    await aWhile()
    expect(ground.n1.sockets).toHaveLength(0)
    expect(client.ended).toBe('no')
    await ground.network.cut([])
    await client.hears('n1 first')
  })

  test('hides connections that were given up meanwhile', async () => {
    await ground.network.cut([{ from: 'client', to: 'n1' }])
    const client = ground.connect('n1')
    client.say('never mind')
    await aWhile()
    client.close()
    await aWhile()
    await ground.network.cut([])
    await ground.connected('n1')
    expect(ground.n1.sockets).toHaveLength(1)
    expect(ground.n1.heard).toEqual(['hello'])
  })

  test('holds the end of a connection, too', async () => {
    const client = await ground.connected('n1')
    await ground.network.cut([{ from: 'client', to: 'n1' }])
    client.socket.end('goodbye\n')
    await aWhile()
    expect(ground.n1.ends).toEqual([])
    await ground.network.cut([])
    await ground.n1.hears('goodbye')
    await eventually(() => ground.n1.ends.includes('finish'))
  })

  test('holds a server’s death', async () => {
    const client = await ground.connected('n1')
    await ground.network.cut([{ from: 'n1', to: 'client' }])
    ground.n1.sockets[0]?.resetAndDestroy()
    client.say('are you there?')
    await aWhile()
    expect(client.ended).toBe('no')
    await ground.network.cut([])
    await eventually(() => client.ended === 'reset')
  })

  test('takes what a killed node had sent into it, in both roles, and leaves the rest', async () => {
    const byN1 = await ground.connected('n2', 'n1')
    const byN2 = await ground.connected('n1', 'n2')
    const client = await ground.connected('n1')
    await ground.network.cut([{ from: 'n1', to: 'n2' }])
    byN1.say('lost request')
    byN2.say('write')
    await ground.n1.hears('write') // its answer is lost, too
    await aWhile()
    byN1.close()
    ground.network.died('n1')
    await aWhile()
    expect([byN2.ended, ground.n2.ends]).toEqual(['no', []])
    await ground.network.cut([])
    await eventually(() => byN2.ended === 'reset' && ground.n2.ends.length === 1)
    expect(ground.n2.ends).toEqual(['reset'])
    expect(ground.n2.heard).toEqual(['hello'])
    expect(byN2.lines).toEqual(['n1 hello'])
    client.say('still here')
    await client.hears('n1 still here')
  })

  test('is seen by `reaches`, and so is its healing', async () => {
    const { network } = ground
    expect(await network.reaches('n1', 'n2', ping)).toBe(true)
    const look = async () => {
      const ways = [network.reaches('n1', 'n2', ping), network.reaches('n2', 'n1', ping)]
      return await Promise.all([...ways, network.reaches('client', 'n1', ping), network.reaches('n1', 'client', ping)])
    }
    await network.cut([{ from: 'n1', to: 'n2' }])
    expect(await look()).toEqual([false, false, true, true])
    await network.cut([{ from: 'n2', to: 'n1' }])
    expect(await look()).toEqual([false, false, true, true])
    await network.cut([{ from: 'n1', to: 'client' }])
    expect(await look()).toEqual([true, true, false, false])
    await network.cut([])
    expect(await look()).toEqual([true, true, true, true])
  })
})

describe('reset', () => {
  test('hits both sides of every connection between two ends, and no other', async () => {
    const byN1 = await ground.connected('n2', 'n1')
    const byN2 = await ground.connected('n1', 'n2')
    const client = await ground.connected('n1')
    expect(await ground.network.reset([{ from: 'n1', to: 'n2' }])).toBe(2)
    await eventually(() => byN1.ended === 'reset' && byN2.ended === 'reset')
    await eventually(() => ground.n1.ends.length === 1 && ground.n2.ends.length === 1)
    expect([ground.n1.ends, ground.n2.ends]).toEqual([['reset'], ['reset']])
    client.say('still here')
    await client.hears('n1 still here')
    expect(await ground.network.reset([{ from: 'n1', to: 'n2' }])).toBe(0)
    await ground.connected('n2', 'n1')
  })
})

test('a socket that is just about to finish can be reset all the same', async () => {
  const server = createServer((socket) => socket.on('error', () => {}).pause()).listen(0, '127.0.0.1')
  await eventually(() => server.listening)
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  let closed = false
  socket.on('error', () => {})
  socket.on('close', () => {
    closed = true
  })
  await eventually(() => !socket.connecting)
  socket.end()
  reset(socket)
  await eventually(() => closed, 'the close')
  server.close()
})

describe('dropping answers', () => {
  test('requests arrive; after a reset the answers never do, and new connections are well', async () => {
    const client = await ground.connected('n1')
    const way = { from: 'n1', to: 'client' }
    await ground.network.cut([way])
    client.say('write')
    await ground.n1.hears('write')
    await aWhile()
    expect(client.ended).toBe('no')
    await ground.network.reset([way])
    await ground.network.cut([])
    await eventually(() => client.ended === 'reset')
    expect(client.lines).toEqual(['n1 hello'])
    await ground.connected('n1')
  })
})

/** Shapes what the client sends to n1. */
const shape = (shape: Shape | undefined, tag?: string) =>
  ground.network.shape(shape === undefined ? [] : [{ from: 'client', to: 'n1', shape }], tag)

describe('shaping', () => {
  test('delays, without changing order', async () => {
    const client = await ground.connected('n1')
    await shape({ delayMs: 30, jitterMs: 30, seed: 7 })
    const lines = Array.from({ length: 50 }, (_, i) => `line ${i}`)
    for (const line of lines) {
      client.say(line)
      await sleep(1)
    }
    await client.hears('n1 line 49')
    expect(ground.n1.heard).toEqual(['hello', ...lines])
    await shape({ delayMs: 200 })
    const start = performance.now()
    client.say('late')
    await client.hears('n1 late')
    // A lower bound, which no load on the machine can break.
    expect(performance.now() - start).toBeGreaterThanOrEqual(199)
  })

  test('limits the bandwidth of a direction', async () => {
    const client = await ground.connected('n1')
    await shape({ bytesPerSecond: 100_000 })
    const start = performance.now()
    client.say('x'.repeat(50_000))
    client.say('end')
    await client.hears('n1 end')
    expect(performance.now() - start).toBeGreaterThanOrEqual(400)
  })

  test('ends at once, also for what was under way', async () => {
    const client = await ground.connected('n1')
    await shape({ delayMs: 3_600_000 })
    client.say('slow')
    client.say('end')
    await aWhile()
    expect(ground.n1.heard).toEqual(['hello'])
    await shape(undefined)
    await client.hears('n1 end')
  })

  test('adds up under several tags, and heals by tag', async () => {
    const client = await ground.connected('n1')
    await shape({ delayMs: 3_600_000 }, 'one')
    await shape({ delayMs: 100 }, 'other')
    await ground.network.cut([{ from: 'n1', to: 'client' }], 'third')
    await shape(undefined, 'one')
    const start = performance.now()
    client.say('first')
    await ground.n1.hears('first')
    expect(performance.now() - start).toBeGreaterThanOrEqual(99)
    await ground.network.cut([])
    expect(ground.network.cuts()).toHaveLength(1)
    await ground.network.cut([], 'third')
    await client.hears('n1 first')
  })

  test('refuses what a stream does not have', async () => {
    await expect(shape({ corruption: 0.1 })).rejects.toThrow('has no corruption')
    expect(ground.network.mechanismOf('corruption')).toBeUndefined()
    expect(ground.network.mechanismOf('delay')).toBe('link proxy')
  })

  test('is measured by messages that take the same way', async () => {
    const load = { count: 10, everyMs: 5, bytes: 64 }
    expect(await ground.network.measure('n1', 'n2', load)).toMatchObject({ sent: 10, received: 10 })
    await ground.network.shape([{ from: 'n1', to: 'n2', shape: { delayMs: 500 } }])
    expect((await ground.network.measure('n1', 'n2', load)).medianMs).toBeGreaterThanOrEqual(499)
    expect((await ground.network.measure('n2', 'n1', load)).medianMs).toBeGreaterThanOrEqual(499)
    expect((await ground.network.measure('client', 'n1', load)).medianMs).toBeLessThan(499)
  })
})
