/** No connection was made, so nothing can have happened over it. The cause says why. */
export class CannotConnect extends Error {
  override name = 'CannotConnect'
}
