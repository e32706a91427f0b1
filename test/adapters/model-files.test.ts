// Models kept in files: found again for the same lesson alone, learned again when a file is damaged, and never too many.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModelFiles, MODEL_FILES_MAX } from '../../src/adapters/model-files.ts';
import type { ClassModel, Lesson } from '../../src/learn/classes.ts';

const MANNER: Lesson['manner'] = { passes: 2, rate: 0.5, smoothing: 0, leftOut: 0.5, wrappers: [], wrapped: 0 };
const lesson = (over: Partial<Lesson> = {}): Lesson => ({
  texts: [[0, 1], [1], [0]], termWeight: Float64Array.of(1, 0.5), classOf: Int32Array.of(0, 1, 0), classes: 2, manner: MANNER, ...over,
});
const model: ClassModel = { classes: 2, weights: Float32Array.of(0.25, -1, 2, 3), bias: Float32Array.of(0.5, -0.5) };

describe('model files', () => {
  let folder = '';
  beforeEach(() => { folder = mkdtempSync(join(tmpdir(), 'models-')); });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('give back the same numbers for the same lesson', () => {
    const files = createModelFiles(join(folder, 'new'));
    expect(files.find(lesson())).toBeNull();
    files.keep(lesson(), model);
    expect(createModelFiles(join(folder, 'new')).find(lesson())).toEqual(model);
  });

  it.each<[string, Partial<Lesson>]>([
    ['a text', { texts: [[0, 1], [1], [1]] }],
    ['where a text ends', { texts: [[0], [1, 1], [0]] }],
    ['a weight', { termWeight: Float64Array.of(1, 0.25) }],
    ['a class', { classOf: Int32Array.of(0, 1, 1) }],
    ['the number of classes', { classes: 3 }],
    ['the manner', { manner: { ...MANNER, leftOut: 0.2 } }],
  ])('do not take a lesson for another that differs in %s', (_what, over) => {
    const files = createModelFiles(folder);
    files.keep(lesson(), model);
    expect(files.find(lesson(over))).toBeNull();
  });

  it.each([['cut short', (bytes: Buffer) => bytes.subarray(0, bytes.length - 5)], ['changed', (bytes: Buffer) => { bytes[40]! ^= 1; return bytes; }], ['empty', () => Buffer.alloc(0)]])('forget a file that is %s', (_how, harm) => {
    const files = createModelFiles(folder);
    files.keep(lesson(), model);
    const path = join(folder, readdirSync(folder)[0]!);
    writeFileSync(path, harm(readFileSync(path)));
    expect(files.find(lesson())).toBeNull();
  });

  it('keep so many, and leave no draft behind', () => {
    const files = createModelFiles(folder);
    for (let i = 0; i < MODEL_FILES_MAX + 3; i++) files.keep(lesson({ termWeight: Float64Array.of(1, i) }), model);
    expect(readdirSync(folder)).toHaveLength(MODEL_FILES_MAX);
  });

  it('do nothing on a disk that takes no file', () => {
    writeFileSync(join(folder, 'file'), '');
    const files = createModelFiles(join(folder, 'file', 'below'));
    expect(() => files.keep(lesson(), model)).not.toThrow();
    expect(files.find(lesson())).toBeNull();
  });
});
