import type { Connection } from '../connection.ts'

/** How much of the database the server looks at in one step: few ms, in which it serves nobody else. */
const step = 1000

/** All keys there whose names fit the pattern, some in each part; one may come twice (redis.io documentation, SCAN). */
export async function* keys(connection: Pick<Connection, 'send'>, pattern: string): AsyncGenerator<string[]> {
  let cursor = '0'
  do {
    const reply = await connection.send('SCAN', cursor, 'MATCH', pattern, 'COUNT', String(step))
    if (!Array.isArray(reply)) throw new Error('SCAN was answered with something else')
    const [next, part] = reply
    cursor = String(next)
    yield Array.isArray(part) ? part.map(String) : []
  } while (cursor !== '0')
}
