import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { json, names, numeric, place, seconds, timeout } from '../../src/cli/values.ts'

describe('option values', () => {
  it.each([
    ['20', 20],
    ['20s', 20],
    ['1.5m', 90],
    ['1h', 3600],
    ['500ms', 0.5],
    [' 2s ', 2],
    ['0', 0],
  ])('%s is %d seconds', (text, value) => expect(seconds(text)).toBeCloseTo(value, 9))

  it.each(['', 's', '5x', '-5', '1e3', '1,5', '5 parsecs', 'NaN'])('"%s" is no time', (text) => {
    expect(() => seconds(text)).toThrow(InvalidArgumentError)
    expect(() => seconds(text)).toThrow(`"${text}" is not a time; write 20s, 1.5m, 1h or 500ms.`)
  })

  it('time-outs are ms unless they say otherwise', () => {
    expect(['adaptive', '500', '500ms', '2s'].map(timeout)).toEqual(['adaptive', 500, 500, 2000])
    expect(() => timeout('soon')).toThrow(InvalidArgumentError)
  })

  it('numbers are whole texts', () => {
    expect(['0', '1.5', '-3'].map(numeric)).toEqual([0, 1.5, -3])
    for (const text of ['', ' ', 'three', '3 nodes', 'Infinity', 'NaN'])
      expect(() => numeric(text)).toThrow(`"${text}" is not a number.`)
  })

  it('names are separated by commas; none is none', () => {
    expect(names('partition, kill,')).toEqual(['partition', 'kill'])
    expect(names('none')).toEqual([])
  })

  it('reads go to the primary or to any node', () => {
    expect(place('any-node')).toBe('any-node')
    expect(() => place('standby')).toThrow('"standby" is not one of: primary, any-node.')
  })

  it('an initial value is JSON, or a bare word', () => {
    expect(['0', 'null', '{"x":0}', 'free'].map(json)).toEqual([0, null, { x: 0 }, 'free'])
    expect(() => json('{"x":')).toThrow('{"x": is not JSON.')
  })
})
