// @ts-check
/** my-target, as Murphy deploys it and speaks to it. docs/new-target.md of Murphy walks through this file. */
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

/** What its documentation promises; say where. @type {import('murphy').Claim[]} */
const claims = [
  { kind: 'consistency', promise: 'linearizable', text: 'A read sees every write before it.', source: 'README' },
  { kind: 'durability', promise: 'none', text: 'There is one copy, on the disk of the leader.', source: 'README' },
]

/** @type {import('murphy').Target} */
export default {
  name: 'my-target',
  title: 'my-target',
  about: 'a key-value service over HTTP: the first node leads, the others pass on what they are asked',
  settings: [
    { name: 'direct', about: 'reads are answered from the data', claims },
    { name: 'cached', about: 'reads are answered from a copy that is up to 100 ms old: a planted flaw', claims },
  ],
  options: [],
  dataTypes: ['register'],
  backends: { process: { port: 8080 } },
  capabilities: ['primaries'],
  deploy,
}

/** May be called again after it failed. @type {import('murphy').Target['deploy']} */
async function deploy({ cluster, setting }) {
  const [leader = ''] = cluster.nodes.map(({ name }) => name)
  const addressOf = (/** @type {string} */ node) => cluster.address(node, 'client')
  // The database's user cannot always look into this folder: a copy, where that is so.
  const path = fileURLToPath(new URL('server.mjs', import.meta.url))
  const server = (await cluster.reachable?.(path)) ?? path

  /** Resolves when the node serves; says why it does not. @param {string} name */
  async function start(name) {
    const node = cluster.node(name)
    const follows = name === leader ? {} : { leader: cluster.address(leader, name) }
    const config = { ...node.listen, ...follows, journal: join(node.dataDir, 'journal'), cached: setting === 'cached' }
    await node.start([process.execPath, server, JSON.stringify(config)])
    for (let left = 200; left > 0 && (await node.state()) !== 'stopped'; left--) {
      if (await ping(addressOf(name), 500)) return
      await sleep(50)
    }
    throw new Error(`my-target on ${name} does not serve. The end of its log: ${await node.logTail(5)}`)
  }

  await Promise.all(cluster.nodes.map((node) => node.kill().then(() => start(node.name))))
  return {
    version: 'my-target 1.0',
    async connect(_, node) {
      const address = addressOf(node)
      await get(address, 2000)
      return /** @type {any} */ (register(address))
    },
    classify,
    primary: () => leader,
    sample: () =>
      Promise.all(
        cluster.nodes.map(async ({ name: node }) => {
          const says = await get(addressOf(node), 250).catch(() => 'nothing')
          return { node, role: says === 'leader' ? 'primary' : says === 'follower' ? 'standby' : 'down' }
        }),
      ),
    ping,
    start,
    close: async () => {},
  }
}

/** A session; Murphy gives it up by itself when there is no answer. @type {(address: Address) => import('murphy').Register} */
function register(address) {
  const over = new AbortController()
  /** @param {{ f: string, key: import("murphy").Json, value?: unknown, from?: unknown }} command @returns {Promise<any>} */
  async function ask(command) {
    const body = JSON.stringify({ ...command, key: JSON.stringify(command.key) })
    const answer = await fetch(urlOf(address), { method: 'POST', body, signal: over.signal })
    if (!answer.ok) throw new Error(await answer.text())
    return await answer.json()
  }
  return {
    setup: async () => {},
    read: (key) => ask({ f: 'read', key }),
    write: (key, value) => ask({ f: 'write', key, value }),
    cas: (key, from, value) => ask({ f: 'cas', key, from, value }),
    close: async () => over.abort(),
  }
}

/** What an error proves. Only a refused connection proves that nothing happened. @param {any} error */
function classify(error) {
  const refused = error.cause?.code === 'ECONNREFUSED'
  return { kind: refused ? 'refused' : 'no-answer', message: String(error.message), definite: refused, fatal: true }
}

/** @type {import('murphy').Ping} */
const ping = async (address, ms) => (await get(address, ms).catch(() => '')) !== ''

/** @typedef {import('murphy').Address} Address @type {(address: Address, ms: number) => Promise<string>} */
const get = async (address, ms) => (await fetch(urlOf(address), { signal: AbortSignal.timeout(ms) })).text()

const urlOf = (/** @type {Address} */ { host, port }) => `http://${host}:${port}/`
