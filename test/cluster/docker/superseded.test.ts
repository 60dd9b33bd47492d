import { afterAll, expect, it } from 'vitest'
import { connect } from '../../../src/cluster/docker/engine.ts'
import { ensureImage } from '../../../src/cluster/docker/image.ts'
import { removeSuperseded } from '../../../src/cluster/docker/superseded.ts'
import { BUILD_MS, describeWithEngine } from './engine.ts'

const repository = `murphy-test/superseded-${process.pid}`
const tags = ['current', 'old', 'used'].map((tag) => `${repository}:${tag}`)
const inTwoDays = Date.now() + 2 * 24 * 3_600_000

describeWithEngine('superseded images', () => {
  afterAll(async () => {
    const engine = await connect()
    for (const tag of tags)
      await engine
        .getImage(tag)
        .remove()
        .catch(() => {})
  })

  it(
    'go when they are old and no container has them; the current one stays, as does every other name',
    async () => {
      const engine = await connect()
      const { tag: source } = await ensureImage(engine, 'postgres', () => {})
      // Images of their own: a container keeps all tags of the one that it was made from.
      for (const tag of tags) {
        const container = await engine.createContainer({ Image: source })
        await container.commit({ repo: repository, tag: tag.slice(tag.lastIndexOf(':') + 1), comment: tag })
        await container.remove()
      }
      const user = await engine.createContainer({ Image: `${repository}:used` })
      try {
        expect(await removeSuperseded(engine, `${repository}:current`)).toEqual([])
        expect(await removeSuperseded(engine, `${repository}:current`, inTwoDays)).toEqual([`${repository}:old`])
      } finally {
        await user.remove()
      }
      expect(await removeSuperseded(engine, `${repository}:current`, inTwoDays)).toEqual([`${repository}:used`])
      const left = await engine.listImages({ filters: { reference: [repository, source] } })
      expect(left.flatMap(({ RepoTags }) => RepoTags ?? []).sort()).toEqual([`${repository}:current`, source].sort())
    },
    BUILD_MS,
  )
})
