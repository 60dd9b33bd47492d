import { DiskNemesis, type DiskTrouble } from './disk-trouble.ts'
import { filesOf } from './files-of.ts'
import type { Fault } from './nemesis.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'

const trouble: DiskTrouble = {
  fault: 'read-only-disk',
  begin: 'read-only-disk',
  end: 'writable-disk',
  async strike(node) {
    await filesOf(node).set({ readOnly: true })
    return filesOf(node).mechanism
  },
  async release(node) {
    await filesOf(node).set({ readOnly: false })
    return filesOf(node).mechanism
  },
  probe: 'dd if=/dev/zero of="$1/murphy-probe" bs=1k count=1 2>&1; rm -f "$1/murphy-probe"',
  under: (node) => filesOf(node).env,
  struck: (said) => said.includes('Read-only file system'),
  well: (said) => said.includes('records in'),
  how: 'a program that has the same under it as the database wrote beside the data',
}

/**
 * The file system takes no write any more (EROFS), as Linux does with one on which it found an error (`errors=remount-ro`):
 * reads go on, for a program that opens files for reading only. What stopped is started again when it can write.
 */
export const readOnlyDisk: Fault = {
  name: 'read-only-disk',
  about: 'lets the file system that holds the data of some nodes be read-only for a while',
  inWords: 'read-only disks',
  needs: ['read-only-disk', 'libc-files'],
  specs: nodeSpecs,
  fs: [trouble.begin, trouble.end],
  nemesis: (context) => new DiskNemesis(trouble, context),
  start: (random) => ({ f: trouble.begin, value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: trouble.end, value: null }),
}
