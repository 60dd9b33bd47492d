/**
 * Leaves out item after item for as long as what remains still breaks; then no single one can be left out any more
 * (1-minimal: Zeller & Hildebrandt, Simplifying and Isolating Failure-Inducing Input, TSE 2002). Asks as few times as
 * it can: each question is a whole run.
 */
export async function fewest<T>(
  items: readonly T[],
  breaks: (items: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let rest = items
  // Late ones first: what comes after the break cannot have caused it.
  for (let i = items.length - 1; i >= 0 && rest.length > 1; i--) {
    const without = rest.filter((item) => item !== items[i])
    if (await breaks(without)) rest = without
  }
  return rest
}
