import { family } from '../families.ts'
import type { ColourName, Palette } from './theme.ts'

export function faultColour(colours: Palette, fault: string): string {
  return colours[`f-${family(fault)}` as ColourName]
}
