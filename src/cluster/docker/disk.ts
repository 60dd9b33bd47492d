import type Docker from 'dockerode'
import type { Disk } from '../disk.ts'
import { runHelper } from './helper.ts'
import type { NodeImage } from './image.ts'
import type { Labels } from './labels.ts'

/** Room for the data of a short run; what is not written takes no memory. */
const SIZE = 2 * 1024 ** 3

/** For `HostConfig.Tmpfs`: the node's data on a disk of its own, which goes with the container. */
export const diskOf = (image: NodeImage) => ({ [image.dataDir]: `rw,size=${SIZE},mode=700` })

/** The size of what is there, which grows until the mount is shrunk to it. tmpfs(5): a size below it is refused. */
const FILL = `for try in 1 2 3 4 5 6 7 8 9 10; do
  used=$(df --output=used --block-size=1024 "$DATA" | tail -n 1)
  mount -o "remount,size=$((used + 4 * try))k" "$DATA" && exit 0
done
exit 1`

/** A size-limited tmpfs, mounted when the container was made, and shrunk from outside: the container may not mount. */
export class ContainerDisk implements Disk {
  readonly mechanism = 'a tmpfs of limited size, shrunk to what it holds'
  readonly #engine: Docker
  readonly #container: Docker.Container
  readonly #image: NodeImage
  readonly #labels: Labels

  private constructor(engine: Docker, container: Docker.Container, image: NodeImage, labels: Labels) {
    this.#engine = engine
    this.#container = container
    this.#image = image
    this.#labels = labels
  }

  /** Of a container made with `diskOf`; hands the folder to the database's user. */
  static async of(
    engine: Docker,
    container: Docker.Container,
    image: NodeImage,
    labels: Labels,
  ): Promise<ContainerDisk> {
    const disk = new ContainerDisk(engine, container, image, labels)
    await disk.#inside('chown "$OWNER:" "$DATA"')
    return disk
  }

  fill(): Promise<void> {
    return this.#inside(FILL)
  }

  free(): Promise<void> {
    return this.#inside(`mount -o remount,size=${SIZE} "$DATA"`)
  }

  /** In the mount namespace of the node, as its root, with the rights to mount that the node itself does not have. */
  async #inside(script: string): Promise<void> {
    await runHelper(this.#engine, {
      image: this.#image.tag,
      labels: this.#labels,
      script: 'exec nsenter --target 1 --mount -- sh -c "$SCRIPT"',
      env: { SCRIPT: script, DATA: this.#image.dataDir, OWNER: this.#image.user },
      user: '0',
      capabilities: ['SYS_ADMIN', 'SYS_PTRACE', 'SYS_CHROOT', 'DAC_OVERRIDE', 'CHOWN'],
      unconfined: true,
      shares: { kind: 'pid', id: this.#container.id },
    })
  }
}
