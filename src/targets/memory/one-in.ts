import { Random } from '../../op/random.ts'

/**
 * Says yes once in every block of `n` questions, at a place in the block that the seed decides. Unlike a coin thrown
 * each time, it cannot spare a short test. `n` of 0 never says yes.
 */
export function oneIn(n: number, seed: number): () => boolean {
  if (n < 1) return () => false
  const random = new Random(seed)
  let asked = 0
  let chosen = random.int(n)
  return () => {
    const yes = asked === chosen
    asked++
    if (asked >= n) {
      asked = 0
      chosen = random.int(n)
    }
    return yes
  }
}
