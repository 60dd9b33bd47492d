/** As a pattern of databases': what runs of Murphy's make does not make a server one that is in use. */
export const ofMurphy = 'murphy_[0-9a-f]{8}'

/** Never anything but what is Murphy's own is made or removed. */
export function checked(space: string): string {
  if (!/^murphy_[0-9a-f]+$/.test(space)) throw new Error(`not a space of Murphy's: ${space}`)
  return space
}
