import { randomBytes } from 'node:crypto'
import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LinkProxyNetwork } from '../../../src/cluster/process/links/link-proxy-network.ts'
import { eventually } from './servers.ts'

/** One thing done to the network while bytes flow. */
const act = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), there: fc.boolean(), back: fc.boolean() }),
  fc.record({
    kind: fc.constant('shape' as const),
    there: fc.boolean(),
    delayMs: fc.nat(5),
    jitterMs: fc.nat(5),
    bytesPerSecond: fc.option(fc.integer({ min: 1000, max: 10_000_000 }), { nil: undefined }),
  }),
  fc.record({ kind: fc.constant('send' as const), bytes: fc.nat(200_000) }),
  fc.record({ kind: fc.constant('wait' as const) }),
)

test('whatever is cut, delayed and limited, after restoring every byte arrives once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 25 }), async (acts) => {
      const server = createServer({ allowHalfOpen: true }, (socket) => {
        socket.on('error', () => {})
        socket.pipe(socket)
      }).listen(0, '127.0.0.1')
      await eventually(() => server.listening)
      const network = new LinkProxyNetwork(
        new Map([['n1', { host: '127.0.0.1', port: (server.address() as AddressInfo).port }]]),
      )
      await network.open()
      const client = connect({ ...network.address('n1', 'client'), allowHalfOpen: true })
      const sent: Buffer[] = []
      const received: Buffer[] = []
      let ended = false
      client.on('data', (bytes) => received.push(bytes))
      client.on('end', () => {
        ended = true
      })
      try {
        for (const step of acts) {
          if (step.kind === 'wait') await sleep(2)
          else if (step.kind === 'send') {
            const bytes = randomBytes(step.bytes)
            sent.push(bytes)
            client.write(bytes)
          } else if (step.kind === 'cut') {
            const there = { from: 'client', to: 'n1' }
            const back = { from: 'n1', to: 'client' }
            await network.cut([...(step.there ? [there] : []), ...(step.back ? [back] : [])])
          } else {
            const { delayMs, jitterMs, bytesPerSecond } = step
            const [from, to] = step.there ? ['client', 'n1'] : ['n1', 'client']
            const limit = bytesPerSecond === undefined ? {} : { bytesPerSecond }
            await network.shape([{ from: from as string, to: to as string, shape: { delayMs, jitterMs, ...limit } }])
          }
        }
        await network.cut([])
        await network.shape([])
        client.end()
        await eventually(() => ended, 'the end of the stream')
        expect(Buffer.concat(received).equals(Buffer.concat(sent))).toBe(true)
      } finally {
        client.destroy()
        await network.close()
        server.close()
      }
    }),
    { numRuns: 60 },
  )
})
