import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * What else names a run than its id: the names that the engine gave to its containers, networks and volumes. For a run
 * whose cluster is up; the engine is asked with its own command.
 */
export function marksOf(runId: string): string[] {
  const containers = docker('ps', '-aq', '--no-trunc', ...labelled(runId))
  const mounts = ['inspect', '--format', '{{range .Mounts}}{{println .Name}}{{end}}', ...containers]
  const volumes = containers.length === 0 ? [] : docker(...mounts)
  // A network's bridge, and its rules in the firewall, are called after the beginning of its id.
  const bridges = docker('network', 'ls', '-q', ...labelled(runId))
  return [...containers, ...bridges, ...volumes]
}

/** What on this machine bears the run's id or one of the marks, or belongs to this process; looked for without Murphy. */
export function leftBehind(runId: string, marks: readonly string[]): string[] {
  const marked = (text: string) => [runId, ...marks].some((mark) => text.includes(mark))
  return [
    ...processes(marked),
    ...folders(marked),
    ...docker('ps', '-aq', ...labelled(runId)).map(called('container')),
    ...docker('network', 'ls', '-q', ...labelled(runId)).map(called('network')),
    ...docker('volume', 'ls', '-q').filter(marked).map(called('volume')),
    ...listed('/sys/class/net').filter(marked).map(called('interface')),
    ...linesOf(text('/proc/self/mountinfo')).filter(marked).map(called('mount')),
    ...run('iptables-save').filter(marked).map(called('firewall rule')),
    ...controlGroups('/sys/fs/cgroup').filter(marked).map(called('control group')),
  ]
}

const labelled = (runId: string) => ['--filter', `label=murphy.run=${runId}`]

const called = (kind: string) => (name: string) => `${kind} ${name}`

/** By command line, environment, folder and control group; and every child that this process has. */
function processes(marked: (text: string) => boolean): string[] {
  return listed('/proc')
    .filter((pid) => /^\d+$/.test(pid) && Number(pid) !== process.pid)
    .flatMap((pid) => {
      const command = text(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim()
      const signs = [command, text(`/proc/${pid}/environ`), text(`/proc/${pid}/cgroup`), target(`/proc/${pid}/cwd`)]
      const ours = new RegExp(`^PPid:\\s*${process.pid}$`, 'm').test(text(`/proc/${pid}/status`))
      return ours || signs.some(marked) ? [`process ${pid} ${command}`] : []
    })
}

/** Named after the run, or with this process for its controller. */
function folders(marked: (text: string) => boolean): string[] {
  const mine = `"controller":{"pid":${process.pid},`
  return listed(tmpdir())
    .filter((name) => marked(name) || text(join(tmpdir(), name, 'run.json')).includes(mine))
    .map(called('folder'))
}

function controlGroups(folder: string): string[] {
  try {
    const inside = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    return inside.map(({ name }) => join(folder, name)).flatMap((path) => [path, ...controlGroups(path)])
  } catch {
    return [] // gone by now, or there are none here
  }
}

const docker = (...args: readonly string[]) => run('docker', ...args)

/** The lines that a command prints; none where it is not there, or may not be used. */
function run(command: string, ...args: readonly string[]): string[] {
  try {
    return linesOf(execFileSync(command, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  } catch {
    return []
  }
}

const linesOf = (all: string) => all.split('\n').filter((line) => line.trim() !== '')

function text(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function target(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

function listed(path: string): string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
