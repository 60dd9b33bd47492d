import { type Damage, type DataFile, damageFault, type Stripe } from './damage.ts'

/** File and size come in pairs. */
const EACH = (act: string) => `cd "$1" && shift; while [ $# -gt 0 ]; do
  ${act}
  echo "$1 $(($(wc -c <"$1")))"; shift 2
done`

/** The files of a node's own stripe: of files i, by their names, with i mod (number of nodes) = its number. */
export function halves(files: readonly DataFile[], { of, own }: Omit<Stripe, 'random'>): string[] {
  return [...files]
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .filter((_, i) => i % of === own)
    .flatMap(({ path, bytes }) => [path, String(Math.floor(bytes / 2))])
}

const damage: Damage = {
  fault: 'truncate-files',
  down: 'truncate-files',
  up: 'start-truncated',
  mechanism: 'SIGKILL, and files cut in half',
  plan: halves,
  script: EACH('truncate -s "$2" "$1" || exit 1'),
  read: EACH(':'),
  how: 'the files were measured again',
}

/**
 * Files of a node lose their later half, as after a repair of the file system; other files on each node. What it does is
 * not healed: see `bit-flips`.
 */
export const truncateFiles = damageFault(damage, {
  about: 'kills some nodes, cuts files that they wrote last in half, other ones on each, and starts them again later',
  inWords: 'truncated files',
})
