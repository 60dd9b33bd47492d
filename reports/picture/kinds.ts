import type { Arrow } from '../../src/checkers/isolation/index.ts'

export interface Kind {
  /** What stands on the arrow. */
  readonly word: string
  /** What the arrow says, for the legend. */
  readonly says: string
  readonly dashes?: string
  /** The line's width, px. */
  readonly wide: number
}

/** The arrows: told apart by their dashes, their width and the word on each; colour only helps. */
export const kinds: Readonly<Record<Arrow['kind'], Kind>> = {
  ww: { word: 'ww', says: 'the second overwrote, or appended to, what the first wrote', wide: 3 },
  wr: { word: 'wr', says: 'the second read what the first wrote', wide: 1.25 },
  rw: {
    word: 'rw',
    says: 'the first read a state without what the second wrote (anti-dependency)',
    wide: 2,
    dashes: '7 4',
  },
  process: { word: 'process', says: 'one client did the first before the second', wide: 1.5, dashes: '2 3' },
  realtime: {
    word: 'real time',
    says: 'the first had been answered when the second began',
    wide: 1.5,
    dashes: '9 3 2 3',
  },
  version: { word: 'before', says: 'this value came before that one', wide: 1.5 },
  against: { word: 'contradicts', says: 'both cannot be true', wide: 2, dashes: '1 4' },
}
