import type Docker from 'dockerode'
import { MurphyError } from '../../op/failure.ts'
import type { Labels } from './labels.ts'

/** What a helper shares with a node, and as whom it acts there. */
export interface Helper {
  readonly image: string
  readonly labels: Labels
  readonly script: string
  readonly env?: Readonly<Record<string, string>>
  readonly user: string
  readonly capabilities: readonly string[]
  /** Without AppArmor's profile for containers, which forbids mounts whatever the capabilities. */
  readonly unconfined?: boolean
  /** Container whose namespace of this kind the helper enters; everything else of it is its own. Absent: nobody's. */
  readonly shares?: { readonly kind: 'network' | 'pid'; readonly id: string }
}

/**
 * Runs a shell script in a short-lived container that shares one namespace with a node: how rules and signals get into
 * a node from outside where the controller may not enter it itself, and into a node that is paused. Returns what it said.
 */
export async function runHelper(engine: Docker, helper: Helper): Promise<string> {
  const other = `container:${helper.shares?.id}`
  const container = await engine.createContainer({
    Image: helper.image,
    Entrypoint: ['sh', '-c', helper.script],
    User: helper.user,
    Env: Object.entries(helper.env ?? {}).map(([name, value]) => `${name}=${value}`),
    Labels: { ...helper.labels },
    HostConfig: {
      NetworkMode: helper.shares?.kind === 'network' ? other : 'none',
      ...(helper.shares?.kind === 'pid' ? { PidMode: other } : {}),
      CapDrop: ['ALL'],
      CapAdd: [...helper.capabilities],
      SecurityOpt: ['no-new-privileges:true', ...(helper.unconfined ? ['apparmor=unconfined'] : [])],
    },
  })
  try {
    await container.start()
    const { StatusCode: code } = (await container.wait()) as { StatusCode: number }
    const output = plain(await container.logs({ stdout: true, stderr: true }))
    if (code !== 0) {
      throw new MurphyError('broken', `A helper container ended with ${code}: ${output}.`, {
        hint: 'The engine may forbid what it needs; see `murphy doctor`.',
      })
    }
    return output
  } finally {
    await container.remove({ force: true, v: true }).catch(() => {})
  }
}

/** The text of an output that the engine sends in frames with an 8-byte header each. */
function plain(output: Buffer): string {
  const parts: string[] = []
  for (let at = 0; at + 8 <= output.length; at += 8 + output.readUInt32BE(at + 4)) {
    parts.push(output.toString('utf8', at + 8, at + 8 + output.readUInt32BE(at + 4)))
  }
  return parts.join('').trim()
}
