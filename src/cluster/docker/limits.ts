import type Docker from 'dockerode'
import { type Limits, type Usage, usageFiles, usageOf } from '../limits.ts'
import { execIn } from './exec.ts'

const PERIOD_US = 100_000
/** What the kernel accepts at the least (sched-bwc.rst). */
const LEAST_QUOTA_US = 1000

/** Each file's path on a line, and its content, with a mark between two. */
const READ = `cd /sys/fs/cgroup; for f in "$@"; do [ ! -r "$f" ] || { echo "== $f"; cat "$f"; }; done`

/** Limits of a container, changed while it runs from outside (`docker update`); its own view of its control group. */
export class ContainerLimits implements Limits {
  readonly mechanism = 'limits of the container’s control group (docker update)'
  readonly #engine: Docker
  readonly #container: Docker.Container
  readonly #user: string

  constructor(engine: Docker, container: Docker.Container, user: string) {
    this.#engine = engine
    this.#container = container
    this.#user = user
  }

  async cpu(cpus: number | undefined): Promise<void> {
    const quota = cpus === undefined ? -1 : Math.max(LEAST_QUOTA_US, Math.round(cpus * PERIOD_US))
    await this.#container.update({ CpuPeriod: PERIOD_US, CpuQuota: quota })
  }

  /** The engine knows no "without limit" for a running container: all of the machine's memory is as good. */
  readonly memory = async (bytes: number | undefined): Promise<void> => {
    const most = bytes ?? Number((await this.#engine.info()).MemTotal)
    await this.#container.update({ Memory: most, MemorySwap: most })
  }

  async usage(): Promise<Usage> {
    const { stdout } = await execIn(this.#container, this.#user, ['sh', '-c', READ, 'sh', ...usageFiles])
    const files = stdout.split(/^== /m).slice(1)
    return usageOf(
      new Map(files.map((text) => [text.slice(0, text.indexOf('\n')), text.slice(text.indexOf('\n') + 1)])),
    )
  }
}
