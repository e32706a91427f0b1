// Reads the drill's seeds, the two YAML files beside this one.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Direction, Seeds } from './drill.ts';

export function seedsFrom(): Readonly<Record<Direction, Seeds>> {
  const read = (name: Direction): Seeds => parse(readFileSync(fileURLToPath(new URL(`./${name}.yaml`, import.meta.url)), 'utf8')) as Seeds;
  return { promises: read('promises'), risks: read('risks') };
}
