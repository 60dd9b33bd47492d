import { MurphyError } from '../../op/failure.ts'
import type { Node } from '../cluster.ts'
import { type FileLayer, type FileState, layerMechanism } from './layer.ts'
import { encodePage, pageSize } from './page.ts'

/** Where the library is on the node, a folder for its page and journals, and the files that are meant. */
interface Places {
  readonly library: string
  readonly folder: string
  readonly dataDir: string
}

type Exec = Node['exec']

/** In place: the databases have this very file in their memory. */
const WRITE = `printf "$1" | dd of="$2/page" bs=${pageSize} iflag=fullblock conv=notrunc status=none`

/** The library `docker/preload/murphy-disk.c` under a node's database, told what to do by commands on the node. */
export class PreloadedFiles implements FileLayer {
  readonly mechanism = layerMechanism
  readonly env: Readonly<Record<string, string>>
  readonly #folder: string
  readonly #exec: Exec
  #state: FileState = {}

  private constructor({ library, folder, dataDir }: Places, exec: Exec) {
    this.env = { LD_PRELOAD: library, MURPHY_DISK: folder, MURPHY_DATA: dataDir }
    this.#folder = folder
    this.#exec = exec
  }

  /** With a page that says nothing yet. `exec` acts as the database's user. */
  static async under(places: Places, exec: Exec): Promise<PreloadedFiles> {
    const files = new PreloadedFiles(places, exec)
    await files.#run(['mkdir', '-p', `${places.folder}/undo`])
    await files.set({})
    return files
  }

  async set(state: FileState): Promise<void> {
    this.#state = { ...this.#state, ...state }
    await this.#run(['sh', '-c', WRITE, 'sh', octal(encodePage(this.#state)), this.#folder])
  }

  async lose() {
    const said = await this.#run(['true'], { ...this.env, MURPHY_LOSE: 'yes' })
    const [files = 0, bytes = 0] = said.trim().split(' ').map(Number)
    return { files, bytes }
  }

  async settle(): Promise<void> {
    if (this.#state.keepsOld === true) await this.#run(['sh', '-c', 'rm -f "$1"/undo/*', 'sh', this.#folder])
  }

  async #run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await this.#exec(argv, { env })
    if (code === 0) return stdout
    throw new MurphyError('broken', `What stands under the files of a node could not be set: ${stderr.trim() || code}.`)
  }
}

/** For printf of any shell. */
const octal = (bytes: Buffer) => [...bytes].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('')
