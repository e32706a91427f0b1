// The compared methods by name, in the order of the table. Each is loaded in the process that runs it and in no other.
import type { Build } from './method.ts';

export const METHODS = {
  ours: async () => (await import('./ours.ts')).buildOurs,
  'fuse.js': async () => (await import('./peers.ts')).buildFuse,
  MiniSearch: async () => (await import('./peers.ts')).buildMiniSearch,
  FlexSearch: async () => (await import('./peers.ts')).buildFlexSearch,
  Orama: async () => (await import('./peers.ts')).buildOrama,
  'SQLite FTS5': async () => (await import('./peers.ts')).buildFts5,
  'nlp.js': async () => (await import('./nlpjs.ts')).buildNlpJs,
} as const satisfies Readonly<Record<string, () => Promise<Build>>>;

export type MethodName = keyof typeof METHODS;

export const METHOD_NAMES = Object.keys(METHODS) as readonly MethodName[];
