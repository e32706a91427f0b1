// Keeps learned class models in files, so that a start takes seconds less. A file that is missing, cut short or changed only means
// that the model is learned again; nothing here fails.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LEARNING_VERSION, type ClassModel, type Lesson, type ModelMemory } from '../learn/classes.ts';

/** Models kept; the least lately used go. The starter shop has two, of 45 MB and 11 MB. */
export const MODEL_FILES_MAX = 8;

const ENDING = '.model';
const DIGEST_BYTES = 32;
const HEAD_BYTES = 16;

export function createModelFiles(folder: string): ModelMemory {
  return {
    find(lesson) {
      const path = join(folder, nameOf(lesson));
      try {
        const model = decoded(readFileSync(path));
        const now = new Date();
        utimesSync(path, now, now);
        return model;
      } catch {
        return null;
      }
    },
    keep(lesson, model) {
      try {
        mkdirSync(folder, { recursive: true });
        const name = nameOf(lesson);
        const draft = join(folder, `${name}.${process.pid}`);
        writeFileSync(draft, encoded(model));
        renameSync(draft, join(folder, name));
        removeOldest(folder);
      } catch {
        // A full or read-only disk: the model is learned again next time.
      }
    },
  };
}

function nameOf({ texts, termWeight, classOf, classes, manner }: Lesson): string {
  const digest = createHash('sha256').update(JSON.stringify([LEARNING_VERSION, classes, manner]));
  digest.update(bytesOf(termWeight)).update(bytesOf(classOf));
  digest.update(bytesOf(Int32Array.from(texts, (text) => text.length))).update(bytesOf(Int32Array.from(texts.flat())));
  return `${digest.digest('hex').slice(0, 40)}${ENDING}`;
}

/** Digest, number of classes, number of weights, weights, bias. */
function encoded({ classes, weights, bias }: ClassModel): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32LE(classes, 0);
  head.writeUInt32LE(weights.length, 4);
  const content = Buffer.concat([head, bytesOf(weights), bytesOf(bias)]);
  return Buffer.concat([digestOf(content), content]);
}

function decoded(file: Buffer): ClassModel {
  const content = file.subarray(DIGEST_BYTES);
  if (!digestOf(content).equals(file.subarray(0, DIGEST_BYTES))) throw new Error('the model file is damaged');
  const classes = content.readUInt32LE(0);
  const length = content.readUInt32LE(4);
  const floats = new Float32Array(Uint8Array.prototype.slice.call(content, HEAD_BYTES).buffer);
  return { classes, weights: floats.subarray(0, length), bias: floats.subarray(length) };
}

const digestOf = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

const bytesOf = (array: Float64Array | Float32Array | Int32Array): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength);

function removeOldest(folder: string): void {
  const files = readdirSync(folder).filter((name) => name.endsWith(ENDING)).map((name) => ({ path: join(folder, name), used: statSync(join(folder, name)).mtimeMs }));
  for (const { path } of files.sort((a, b) => b.used - a.used).slice(MODEL_FILES_MAX)) rmSync(path, { force: true });
}
