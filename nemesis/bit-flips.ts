import { type Damage, type DataFile, damageFault, type Stripe } from './damage.ts'

const chunkBytes = 8192
/** In each file. */
const mostFlips = 8

/** `$now` is what is there: file, offset and mask come in threes. */
const EACH = (act: string) => `cd "$1" && shift; while [ $# -gt 0 ]; do
  now=$(od -An -tu1 -j "$2" -N 1 "$1" | tr -d ' ')
  ${act}
  echo "$1 $2 $now"; shift 3
done`

/** A bit in some chunks of a node's own stripe: of chunks i with i mod (number of nodes) = its number. */
export function flips(files: readonly DataFile[], { of, own, random }: Stripe): string[] {
  return files.flatMap(({ path, bytes }) => {
    const chunks = Array.from({ length: Math.ceil(bytes / chunkBytes) }, (_, i) => i).filter((i) => i % of === own)
    const struck = random.shuffle(chunks).slice(0, mostFlips)
    return struck.flatMap((chunk) => {
      const offset = chunk * chunkBytes + random.int(Math.min(chunkBytes, bytes - chunk * chunkBytes))
      return [path, String(offset), String(2 ** random.int(8))]
    })
  })
}

const damage: Damage = {
  fault: 'bit-flips',
  down: 'flip-bits',
  up: 'start-flipped',
  mechanism: 'SIGKILL, and bits flipped in files',
  plan: flips,
  script: EACH(`now=$((now ^ $3))
  printf "\\\\$(printf %03o "$now")" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none`),
  read: EACH(':'),
  how: 'the bytes were read back',
}

/**
 * Bits rot in the files of a node, in the stripe that is its own, so that what one node loses the others still have. What
 * it does is not healed: a database without checksums serves what it finds, one with checksums may never serve again.
 */
export const bitFlips = damageFault(damage, {
  about: 'kills some nodes, flips bits in files that they wrote last, other parts on each, and starts them again later',
  inWords: 'flipped bits',
})
