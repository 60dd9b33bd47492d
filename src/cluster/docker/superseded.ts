import type Docker from 'dockerode'

/** Another checkout, or a run that is about to start, may be using an image that is not old yet. */
const graceMs = 24 * 3_600_000

/**
 * Removes the tags of `tag`'s repository that its folder's content has superseded, where no container uses them and they
 * are older than a day: every change to an image's folder makes a tag of its own. Returns the tags that are gone.
 */
export async function removeSuperseded(engine: Docker, tag: string, now = Date.now()): Promise<string[]> {
  const repository = tag.slice(0, tag.lastIndexOf(':'))
  const images = await engine.listImages({ filters: { reference: [repository] } })
  const old = images
    .filter(({ Created }) => now - Created * 1000 > graceMs)
    .flatMap(({ RepoTags }) => RepoTags ?? [])
    .filter((other) => other !== tag && other.startsWith(`${repository}:`))
  const removed: string[] = []
  for (const other of old) {
    if (await isUsed(engine, other)) continue
    // Without force: what another run took meanwhile stays.
    const gone = await engine
      .getImage(other)
      .remove()
      .then(
        () => true,
        () => false,
      )
    if (gone) removed.push(other)
  }
  return removed
}

async function isUsed(engine: Docker, tag: string): Promise<boolean> {
  const containers = await engine.listContainers({ all: true, filters: { ancestor: [tag] } })
  return containers.length > 0
}
