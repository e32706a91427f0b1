// A bench file from disk, with a message that says which file is at fault.
import { readFileSync } from 'node:fs';
import { readBench, type Bench } from './bench.ts';

export function benchFrom(file: string): Bench {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`cannot read the bench file ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return readBench(text);
  } catch (error) {
    throw new Error(`the bench file ${file} is not usable:\n  ${error instanceof Error ? error.message : String(error)}`);
  }
}
