import { MurphyError } from '../op/failure.ts'
import type { Server, Target } from '../targets/target.ts'

type Known = Pick<Target, 'name' | 'backends' | 'existing'>

/**
 * Servers as users write them: `scheme://user:password@host:port/database?parameter=value`, or `host:port`. Throws MurphyError `usage`
 * with the place in the list, and never with the text: it may hold a password.
 */
export function readServers(texts: readonly string[], target: Known): Server[] {
  const servers = texts.map((text, i) => readServer(text, target, `The ${i + 1}. server of --nodes`))
  const places = servers.map(({ address: { host, port } }) => `${host}:${port}`)
  const twice = places.find((place, i) => places.indexOf(place) !== i)
  if (twice !== undefined) throw new MurphyError('usage', `--nodes names the server ${twice} twice.`)
  return servers
}

function readServer(text: string, { name, backends, existing }: Known, which: string): Server {
  const usual = backends.existing?.port ?? 0
  const whole = text.includes('://') ? text : `${name}://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url === undefined || url.hostname === '')
    throw new MurphyError('usage', `${which} is neither a URL nor host:port.`, {
      hint: `Write it as ${name}://user@host:${usual}/database or host:${usual}; other than letters and digits in a password as %40.`,
    })
  const scheme = url.protocol.slice(0, -1)
  const known = existing?.parameters ?? []
  const parameters = Object.fromEntries(url.searchParams)
  if (url.hash !== '' || Object.keys(parameters).some((parameter) => !known.includes(parameter)))
    throw new MurphyError('usage', `${which} has parameters (?…) that Murphy does not know.`, {
      hint: `User, host, port and database can be said in a URL${known.length > 0 ? `, and ${known.join(', ')}` : ''}.`,
    })
  const [user, password, database] = [url.username, url.password, url.pathname.slice(1)].map(decoded)
  return {
    address: { host: url.hostname.replace(/^\[|\]$/g, ''), port: url.port === '' ? usual : Number(url.port) },
    ...(user ? { user } : {}),
    ...(database ? { database } : {}),
    ...(password ? { password: () => password } : {}),
    ...(scheme === existing?.tlsScheme ? { scheme } : {}),
    ...(Object.keys(parameters).length > 0 ? { parameters } : {}),
  }
}

/** The server as it may be seen by everybody: all but the password. */
export function shown(target: string) {
  return ({ address: { host, port }, user, database, scheme, parameters }: Server): string => {
    const place = `${host.includes(':') ? `[${host}]` : host}:${port}`
    const said = parameters === undefined ? '' : `?${new URLSearchParams(parameters)}`
    if (user === undefined && database === undefined && scheme === undefined && said === '') return place
    const who = user === undefined ? '' : `${encodeURIComponent(user)}@`
    return `${scheme ?? target}://${who}${place}${database === undefined ? '' : `/${encodeURIComponent(database)}`}${said}`
  }
}

/** What a run calls what it makes on servers that are not Murphy's: the name of a schema or a database. */
export const spaceOf = (runId: string) => `murphy_${runId}`

/** As it is, where it is not encoded. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
