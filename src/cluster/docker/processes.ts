import type Docker from 'dockerode'

interface Process {
  readonly pid: string
  readonly parent: string
  readonly uid: string
  readonly status: string
}

/**
 * Whether a process of the database is alive in the container, by the kernel's own list (also of a paused container).
 * The database's are those under the machine's init that are not of init's own user: commands that someone runs in the
 * container at the moment have a parent outside, and the dead that nobody has collected yet (Z, X) do not count.
 */
export async function databaseRuns(container: Docker.Container): Promise<boolean> {
  const list = (await container.top({ ps_args: '-eo pid,ppid,uid,stat' })) as { Processes: string[][] | null }
  const processes = (list.Processes ?? []).map(
    ([pid = '', parent = '', uid = '', status = '']): Process => ({ pid, parent, uid, status }),
  )
  const byPid = new Map(processes.map((process) => [process.pid, process]))
  const init = await initOf(container, byPid)
  if (init === undefined) return false
  return processes.some(
    (process) => process.uid !== init.uid && !/^[ZX]/.test(process.status) && descends(process, init, byPid),
  )
}

async function initOf(container: Docker.Container, byPid: ReadonlyMap<string, Process>): Promise<Process | undefined> {
  return byPid.get(String((await container.inspect()).State.Pid))
}

function descends(process: Process, ancestor: Process, byPid: ReadonlyMap<string, Process>): boolean {
  for (let at: Process | undefined = process; at !== undefined; at = byPid.get(at.parent)) {
    if (at.pid === ancestor.pid) return true
  }
  return false
}
