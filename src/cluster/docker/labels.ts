import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'

/** Everything that Murphy makes in an engine carries these, so that `murphy clean` finds it after a crash. */
export const LABEL = {
  run: 'murphy.run',
  node: 'murphy.node',
  /** `<pid>:<start time>` of the controller: the start time tells it from a later process with the same id. */
  controller: 'murphy.controller',
  /** Where that pid means something: `<hostname>|<boot>|<pid namespace>`. */
  host: 'murphy.host',
} as const

export type Labels = Readonly<Record<string, string>>

/** Labels of something that belongs to run `runId` of this process. */
export async function labelsOf(runId: string): Promise<Record<string, string>> {
  const host = await hostIdentity()
  return {
    [LABEL.run]: runId,
    [LABEL.controller]: `${process.pid}:${(await startTime(process.pid)) ?? 'unknown'}`,
    [LABEL.host]: `${host.name}|${host.boot}|${host.namespace}`,
  }
}

/**
 * Whether the controller that made this is gone for sure. One on another host or in another container cannot be judged
 * from here and counts as alive; `murphy clean RUN` names such a run.
 */
export async function controllerIsGone(labels: Labels): Promise<boolean> {
  const [name, boot, namespace] = (labels[LABEL.host] ?? '').split('|')
  const here = await hostIdentity()
  if (name !== here.name) return false
  // Nobody survives a reboot.
  if (boot !== here.boot) return true
  if (namespace !== here.namespace) return false
  const [pid, started] = (labels[LABEL.controller] ?? '').split(':', 2)
  if (!pid || !/^\d+$/.test(pid)) return true
  const now = await startTime(Number(pid))
  return now === undefined || (started !== 'unknown' && now !== started)
}

/** Boot and pid namespace are empty where the kernel does not tell (not Linux). */
async function hostIdentity(): Promise<{ name: string; boot: string; namespace: string }> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '')
  return { name: hostname(), boot: boot.trim(), namespace }
}

/** In clock ticks since boot on Linux, `unknown` elsewhere; undefined when there is no such process. */
async function startTime(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The command name in parentheses may hold spaces; field 22 is the 20th after it (proc(5)).
  if (stat !== undefined) {
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' ? undefined : fields[19]
  }
  if (process.platform === 'linux') return undefined
  try {
    process.kill(pid, 0)
    return 'unknown'
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? 'unknown' : undefined
  }
}
