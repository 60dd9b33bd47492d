import { join } from 'node:path'
import type Docker from 'dockerode'
import { execa } from 'execa'
import { Unavailable } from '../../op/failure.ts'
import { follow, messageOf, statusOf } from './engine.ts'
import { dockerFolder } from './folder.ts'

const PULL_TIMEOUT_MS = 60_000
/** A registry that cannot be reached must not cost a minute. */
const FIRST_ANSWER_MS = 10_000

/** Whether the engine has the base, or one that can be made from this machine's own packages. */
export async function canBeHad(engine: Docker, base: string): Promise<boolean> {
  return debianSuite(base) !== undefined || (await has(engine, base))
}

const debianSuite = (base: string) => /^debian:([a-z]+)-slim$/.exec(base)?.[1]

/**
 * Makes sure that the engine has the image that a Dockerfile starts from: uses what is there, else pulls it, else, for
 * `debian:<suite>-slim`, makes it from this machine's own Debian packages and imports it under the same name.
 */
export async function ensureBase(engine: Docker, base: string, log: (line: string) => void): Promise<void> {
  if (await has(engine, base)) return
  log(`pulling ${base}`)
  try {
    await pull(engine, base)
    return
  } catch (cause) {
    const suite = debianSuite(base)
    if (suite === undefined) {
      throw new Unavailable(`The registry did not give ${base}: ${messageOf(cause)}.`, {
        hint: `Load it into the engine ('docker pull ${base}' or 'docker load'), then try again.`,
        cause,
      })
    }
    log(`the registry did not give ${base}; making it from this machine's Debian packages`)
    await make(engine, base, suite)
  }
}

async function has(engine: Docker, image: string): Promise<boolean> {
  try {
    await engine.getImage(image).inspect()
    return true
  } catch (error) {
    if (statusOf(error) === 404) return false
    throw error
  }
}

async function pull(engine: Docker, image: string): Promise<void> {
  const abort = new AbortController()
  let timer = setTimeout(() => abort.abort(), FIRST_ANSWER_MS)
  try {
    const stream = await engine.pull(image, { abortSignal: abort.signal })
    await follow(engine, stream, () => {
      clearTimeout(timer)
      timer = setTimeout(() => abort.abort(), PULL_TIMEOUT_MS)
    })
  } catch (error) {
    throw abort.signal.aborted ? new Error('no answer from the registry') : error
  } finally {
    clearTimeout(timer)
  }
}

async function make(engine: Docker, base: string, suite: string): Promise<void> {
  const script = execa('sh', [join(dockerFolder(), 'base', 'make-base.sh'), suite], {
    stdin: 'ignore',
    buffer: { stdout: false },
    reject: false,
  })
  const [repo = base, tag = 'latest'] = base.split(':')
  let imported: unknown
  try {
    const stream = await engine.importImage(script.stdout, {
      repo,
      tag,
      changes: ['LABEL murphy.base=mmdebstrap', 'CMD ["bash"]'],
    })
    await follow(engine, stream, () => {})
  } catch (error) {
    imported = error
  }
  const made = await script
  if (!made.failed && imported === undefined) return
  // Half an archive may have been imported under the name.
  await engine
    .getImage(base)
    .remove()
    .catch(() => {})
  const reason = made.failed ? (made.stderr.trim().split('\n').at(-1) ?? '') : messageOf(imported)
  throw new Unavailable(`No registry gave ${base}, and it could not be made here: ${reason}.`, {
    hint: `Install mmdebstrap (Debian), or load ${base} into the engine with 'docker pull' or 'docker load'.`,
  })
}
