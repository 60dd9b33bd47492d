import type { Node } from '../src/cluster/cluster.ts'
import { DiskNemesis, type DiskTrouble } from './disk-trouble.ts'
import type { Fault } from './nemesis.ts'
import { drawChoice, nodeSpecs } from './node-specs.ts'

function diskOf({ name, disk }: Node) {
  if (disk === undefined) throw new Error(`the disk of ${name} cannot be filled`)
  return disk
}

const trouble: DiskTrouble = {
  fault: 'disk-full',
  begin: 'fill-disk',
  end: 'free-disk',
  async strike(node) {
    await diskOf(node).fill()
    return diskOf(node).mechanism
  },
  async release(node) {
    await diskOf(node).free()
    return diskOf(node).mechanism
  },
  probe: 'dd if=/dev/zero of="$1/murphy-probe" bs=64k count=16 2>&1; rm -f "$1/murphy-probe"',
  under: (node) => node.disk?.env ?? {},
  struck: (said) => said.includes('No space left'),
  well: (said) => said.includes('records in'),
  how: 'a megabyte was written beside the data',
}

/**
 * No space left on the device (ENOSPC): what is there stays and can be read and overwritten, nothing can be added. Some
 * databases refuse writes, some stop; those that stopped are started again when there is room.
 */
export const diskFull: Fault = {
  name: 'disk-full',
  about: 'lets the disk that holds the data of some nodes run full for a while',
  inWords: 'full disks',
  needs: ['disk-full'],
  specs: nodeSpecs,
  fs: [trouble.begin, trouble.end],
  nemesis: (context) => new DiskNemesis(trouble, context),
  start: (random) => ({ f: trouble.begin, value: drawChoice(random, nodeSpecs) }),
  stop: () => ({ f: trouble.end, value: null }),
}
