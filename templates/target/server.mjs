/**
 * The program under test: a key-value service over HTTP. The first node leads and keeps a journal; the others pass on
 * what they are asked. Put your own in its place.
 */
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const { host, port, journal, leader, cached } = JSON.parse(process.argv[2])

const lines = existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').slice(0, -1) : []
const data = new Map(lines.map((line) => JSON.parse(line)))
let copy = new Map(data)
if (cached) setInterval(() => (copy = new Map(data)), 100)

/** In the journal before it is seen, seen before it is acknowledged: a kill loses nothing. */
function set(key, value) {
  appendFileSync(journal, `${JSON.stringify([key, value])}\n`)
  data.set(key, value)
  return true
}

const commands = {
  read: ({ key }) => (cached ? copy : data).get(key) ?? null,
  write: ({ key, value }) => set(key, value),
  cas: ({ key, from, value }) => (data.get(key) ?? null) === from && set(key, value),
}

async function answer(text) {
  if (leader === undefined) return JSON.stringify(commands[JSON.parse(text).f](JSON.parse(text)))
  const passedOn = await fetch(`http://${leader.host}:${leader.port}/`, { method: 'POST', body: text })
  if (!passedOn.ok) throw new Error(await passedOn.text())
  return await passedOn.text()
}

createServer(async (request, response) => {
  if (request.method === 'GET') return response.end(leader === undefined ? 'leader' : 'follower')
  let text = ''
  for await (const chunk of request) text += chunk
  await answer(text).then(
    (body) => response.end(body),
    (error) => response.writeHead(502).end(String(error)),
  )
}).listen(port, host)
