import type { Json } from '../src/op/op.ts'
import { DiskNemesis, type DiskTrouble } from './disk-trouble.ts'
import { filesOf } from './files-of.ts'
import type { Fault } from './nemesis.ts'
import { drawChoice, fieldsOf, nodeSpecs } from './node-specs.ts'

/** How much slower where the start op does not say: a busy disk that turns, ms. */
const usual = { writeMs: 5, syncMs: 300 }

/** As in `{ "spec": "primaries", "writeMs": 20, "syncMs": 1000 }`. */
function slownessOf(value: Json): { readonly writeMs: number; readonly syncMs: number } {
  const { writeMs, syncMs } = fieldsOf(value)
  return {
    writeMs: typeof writeMs === 'number' ? writeMs : usual.writeMs,
    syncMs: typeof syncMs === 'number' ? syncMs : usual.syncMs,
  }
}

const trouble: DiskTrouble = {
  fault: 'slow-disk',
  begin: 'slow-disk',
  end: 'fast-disk',
  async strike(node, value) {
    await filesOf(node).set(slownessOf(value))
    return filesOf(node).mechanism
  },
  async release(node) {
    await filesOf(node).set({ writeMs: 0, syncMs: 0 })
    return filesOf(node).mechanism
  },
  probe: `began=$(date +%s%N)
    dd if=/dev/zero of="$1/murphy-probe" bs=1k count=1 conv=fsync status=none
    echo "$((($(date +%s%N) - began) / 1000000)) ms"; rm -f "$1/murphy-probe"`,
  under: (node) => filesOf(node).env,
  struck: (said, value) => Number.parseInt(said, 10) >= total(slownessOf(value)),
  well: (said) => Number.parseInt(said, 10) < total(usual),
  how: 'a program that has the same under it as the database wrote beside the data, and waited until that was synced',
}

const total = ({ writeMs, syncMs }: typeof usual) => writeMs + syncMs

/** Writes and syncs take longer, as on a disk that others are busy with, or that is about to fail. */
export const slowDisk: Fault = {
  name: 'slow-disk',
  about: 'makes each write (by 5 ms) and each fsync (by 300 ms) of some nodes slower for a while',
  inWords: 'slow disks',
  needs: ['slow-disk', 'libc-files'],
  specs: nodeSpecs,
  fs: [trouble.begin, trouble.end],
  nemesis: (context) => new DiskNemesis(trouble, context),
  start: (random) => ({ f: trouble.begin, value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: trouble.end, value: null }),
}
