import { Readable } from 'node:stream'
import type Docker from 'dockerode'
import { MurphyError, Unavailable } from '../../op/failure.ts'
import { canBeHad, ensureBase } from './base.ts'
import { follow, messageOf, statusOf } from './engine.ts'
import { baseOf, contentHash, imageFiles } from './folder.ts'
import { alone } from './lock.ts'
import { removeSuperseded } from './superseded.ts'
import { packTar, type TarFile } from './tar.ts'

/** An image that can be a machine: its labels say who runs the database and where its data goes. */
export interface NodeImage {
  /** `murphy/postgres:0f3a…` */
  readonly tag: string
  /** `sha256:…` of what the tag names in this engine. */
  readonly digest: string
  /** The database's user. */
  readonly user: string
  readonly dataDir: string
}

/** The machine of folder `docker/<name>`, built if the engine has none for the folder's present content. */
export async function ensureImage(engine: Docker, name: string, log: (line: string) => void): Promise<NodeImage> {
  const { tag, digest, labels } = await ensureBuilt(engine, name, log)
  const user = labels['murphy.user']
  const dataDir = labels['murphy.data']
  if (user === undefined || dataDir === undefined) {
    throw new MurphyError('usage', `Image ${tag} does not say who runs the database.`, {
      hint: 'Its Dockerfile needs LABEL murphy.user=<user> murphy.data=<folder>.',
    })
  }
  return { tag, digest, user, dataDir }
}

export interface BuiltImage {
  readonly tag: string
  readonly digest: string
  readonly labels: Readonly<Record<string, string | undefined>>
}

/** Any image of `docker/`, of a machine or of a tool. */
export async function ensureBuilt(engine: Docker, name: string, log: (line: string) => void): Promise<BuiltImage> {
  const files = await imageFiles(name)
  const tag = `murphy/${name}:${contentHash(files)}`
  const present = await inspectImage(engine, tag)
  if (present) return present
  return alone(
    `image-${tag}`,
    () => log(`waiting for another run that builds ${tag}`),
    async () => {
      const built = await inspectImage(engine, tag)
      if (built) return built
      const base = baseOf(files)
      if (base !== undefined) await ensureBase(engine, base, log)
      log(`building image ${tag} (once; about a minute)`)
      await build(engine, tag, files)
      const image = await inspectImage(engine, tag)
      if (!image) throw new MurphyError('broken', `The engine built ${tag} but does not have it.`)
      for (const old of await removeSuperseded(engine, tag)) log(`removed the superseded image ${old}`)
      return image
    },
  )
}

/** What is missing to have the image of folder `docker/<name>`; no registry is asked. Undefined: nothing. */
export async function imageLacks(engine: Docker, name: string): Promise<string | undefined> {
  const files = await imageFiles(name)
  const base = baseOf(files)
  if (base === undefined || (await inspectImage(engine, `murphy/${name}:${contentHash(files)}`))) return undefined
  if (await canBeHad(engine, base)) return undefined
  return `its image starts from ${base}, which the engine does not have; a run pulls it, or do it now: docker pull ${base}`
}

async function inspectImage(engine: Docker, tag: string): Promise<BuiltImage | undefined> {
  try {
    const info = await engine.getImage(tag).inspect()
    return { tag, digest: info.Id, labels: info.Config.Labels ?? {} }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw error
  }
}

async function build(engine: Docker, tag: string, files: readonly TarFile[]): Promise<void> {
  const lines: string[] = []
  try {
    const stream = await engine.buildImage(Readable.from([packTar(files)]), {
      t: tag,
      rm: true,
      forcerm: true,
      // Packages come the way in which they come to this machine: its proxy, its name server.
      networkmode: 'host',
      buildargs: proxyArguments(),
    })
    await follow(engine, stream, (line) => lines.push(line))
  } catch (cause) {
    const end = lines
      .filter((line) => line.trim() !== '')
      .slice(-8)
      .join('\n')
    throw new Unavailable(`Building image ${tag} failed: ${messageOf(cause)}.\n${end}`, {
      hint: 'Usually the package mirror could not be reached from inside the build; try again, or look at docker/.',
      cause,
    })
  }
}

/** Docker knows these build arguments without a declaration and keeps them out of the image's history. */
function proxyArguments(): Record<string, string> {
  const found: Record<string, string> = {}
  for (const name of ['http_proxy', 'https_proxy', 'no_proxy']) {
    const value = process.env[name] ?? process.env[name.toUpperCase()]
    if (value !== undefined && value !== '') found[name] = value
  }
  return found
}
