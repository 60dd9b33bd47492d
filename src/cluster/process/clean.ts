import type { CleanedThing } from '../cluster.ts'
import { removeControlGroups } from './control-group.ts'
import { members } from './members.ts'
import { controllerIsAlive, type RunFolder, readStarted, removeRunFolder, runFolders } from './run-folder.ts'
import { killAll } from './signals.ts'

/** Ends the processes and removes the folders of runs whose controller is gone, or of the one that is named. */
export async function clean({ runId }: { runId?: string }): Promise<CleanedThing[]> {
  const cleaned: CleanedThing[] = []
  for (const folder of await runFolders()) {
    const { run } = folder
    const chosen = runId === undefined ? !controllerIsAlive(run) : run.runId === runId
    if (chosen) cleaned.push(...(await remove(folder)))
  }
  return cleaned
}

async function remove({ path, run }: RunFolder): Promise<CleanedThing[]> {
  const { runId, controller } = run
  const known = await readStarted(path)
  const find = () => members({ runId, folder: path, known, since: controller.start })
  const killed = await killAll(find, `run ${runId}`)
  const groups = await removeControlGroups(runId)
  await removeRunFolder(path)
  return [
    ...killed.map(({ pid }): CleanedThing => ({ kind: 'process', name: String(pid), runId })),
    ...groups.map((name): CleanedThing => ({ kind: 'control group', name, runId })),
    { kind: 'folder', name: path, runId },
  ]
}
