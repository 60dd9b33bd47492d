import type { Context, GeneratedOp, Generator, Next } from './generator.ts'

/** A generator around one other. Subclasses say what becomes of its ops; events pass through to it. */
export abstract class Around implements Generator {
  readonly of: Generator

  constructor(of: Generator) {
    this.of = of
  }

  abstract op(context: Context): Next | null

  /** The same wrapper, in the same state, around another generator. */
  protected abstract around(of: Generator): Generator

  update(context: Context, event: GeneratedOp): Generator {
    const of = this.of.update(context, event)
    return of === this.of ? this : this.around(of)
  }
}
