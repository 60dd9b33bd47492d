import { expect, test } from 'vitest'
import type { Amounts, Table, Way } from '../../src/client/data-types.ts'

/** What every target's amounts do, whatever they are kept in. */
export function amountsContract(open: () => Promise<Amounts>): void {
  test('amounts are filled once, read in order, and never below zero', async () => {
    const amounts = await open()
    await amounts.setup()
    await amounts.setup()
    await amounts.fill([
      [2, 5],
      [0, 10],
    ])
    await amounts.fill([
      [0, 99],
      [1, 7],
    ])
    expect(await amounts.read()).toEqual([
      [0, 10],
      [1, 7],
      [2, 5],
    ])
    for (const way of ['read-then-write', 'in-place'] satisfies Way[]) {
      expect(
        await amounts.add(
          [
            [0, -3],
            [2, 3],
          ],
          way,
        ),
      ).toEqual([
        [0, 7],
        [2, 8],
      ])
      expect(
        await amounts.add(
          [
            [2, -3],
            [0, 3],
          ],
          way,
        ),
      ).toEqual([
        [2, 5],
        [0, 10],
      ])
      // Refused as a whole, whichever of them it is.
      expect(
        await amounts.add(
          [
            [0, 4],
            [2, -6],
          ],
          way,
        ),
      ).toBe(null)
      expect(
        await amounts.add(
          [
            [0, -11],
            [2, 1],
          ],
          way,
        ),
      ).toBe(null)
      expect(
        await amounts.add(
          [
            [0, 1],
            [77, 1],
          ],
          way,
        ),
      ).toBe(null)
      expect(await amounts.add([[0, -10]], way)).toEqual([[0, 0]])
      expect(await amounts.add([[0, 10]], way)).toEqual([[0, 10]])
    }
    expect(await amounts.read()).toEqual([
      [0, 10],
      [1, 7],
      [2, 5],
    ])
    await amounts.close()
  })
}

/** What every target's table does. */
export function tableContract(open: () => Promise<Table>): void {
  test('rows are found by what they are when they are looked for, own changes included', async () => {
    const table = await open()
    await table.setup()
    await table.setup()
    const steps = [
      ['select', 5, 0, null],
      ['insert', 5, 1, 3],
      ['insert', 5, 0, 8],
      ['select', 5, 0, null],
      ['select', 5, 4, null],
      ['update', 5, 1, 4],
      ['select', 5, 4, null],
    ] as const
    expect(await table.transact(steps)).toEqual([
      ['select', 5, 0, []],
      ['insert', 5, 1, 3],
      ['insert', 5, 0, 8],
      [
        'select',
        5,
        0,
        [
          [0, 8],
          [1, 3],
        ],
      ],
      ['select', 5, 4, [[0, 8]]],
      ['update', 5, 1, 4],
      [
        'select',
        5,
        4,
        [
          [0, 8],
          [1, 4],
        ],
      ],
    ])
    expect(await table.transact([['select', 6, 0, null]])).toEqual([['select', 6, 0, []]])
    // All of it is undone where a row to update is not there.
    expect(
      await table.transact([
        ['insert', 6, 0, 1],
        ['update', 6, 9, 1],
      ]),
    ).toBe(null)
    expect(await table.transact([['select', 6, 0, null]])).toEqual([['select', 6, 0, []]])
    await table.close()
  })
}
