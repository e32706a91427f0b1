// Starts the process of one method, holds it to its time, and hands back what it measured.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { BenchEntry } from '../evaluating/bench.ts';
import type { Ranked } from './method.ts';
import type { MethodName } from './methods.ts';

/** A method that has not built its index by then is given up: a shop that publishes an entry does not wait longer. */
export const BUILD_SECONDS = 120;
/** Lookups on made text, whose queries are in no order: a slower method answers the first of them. */
export const GROWTH_LOOKUP_SECONDS = 60;
/** Lookups on a bench file: all queries are asked, as their order may mean something. */
export const BENCH_LOOKUP_SECONDS = 600;
/** Share of the time for lookups that long messages have beside it. */
export const LONG_TIME_SHARE = 0.25;
/** One lookup cannot be interrupted: what a few very slow ones may take beyond. */
const GRACE_SECONDS = 60;
const HEAP_MEGABYTES = 8_192;

export interface Job {
  readonly method: MethodName;
  readonly kb: readonly BenchEntry[];
  readonly queries: readonly string[];
  /** Asked after them, for their times alone. */
  readonly longMessages: readonly string[];
  /** The folder of the shipped knowledge. */
  readonly knowledge: string;
  readonly lookupSeconds: number;
}

export interface Outcome {
  /** For the queries asked, in their order; fewer than there were when the time was up. */
  readonly found: readonly (readonly Ranked[])[];
  /** ms of each lookup, segmentation included. */
  readonly times: readonly number[];
  /** The same for the long messages asked. */
  readonly longTimes: readonly number[];
  readonly buildMs: number;
  /** Growth of heap and array buffers by the index, after collection, and what a method keeps outside. */
  readonly memoryMb: number;
  /** The longest time for which the event loop stood still during the lookups. */
  readonly pauseMs: number;
  readonly note: string | null;
}

export type FromChild =
  | { readonly kind: 'ready' }
  | { readonly kind: 'built' }
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'failed'; readonly message: string };

export type Result =
  | { readonly kind: 'measured'; readonly outcome: Outcome }
  | { readonly kind: 'given_up'; readonly reason: string };

export function runMethod(job: Job): Promise<Result> {
  return new Promise((resolve) => {
    const child = fork(fileURLToPath(new URL('./child.ts', import.meta.url)), {
      execArgv: [...process.execArgv, '--expose-gc', `--max-old-space-size=${HEAP_MEGABYTES}`],
      serialization: 'advanced',
      // Some libraries log to stdout, which is the table's.
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    let timer: NodeJS.Timeout | undefined;
    const settle = (result: Result): void => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(result);
    };
    const allow = (seconds: number, what: string): void => {
      clearTimeout(timer);
      timer = setTimeout(() => settle({ kind: 'given_up', reason: `${what} took longer than ${seconds} s` }), seconds * 1_000);
    };
    child.on('message', (message: FromChild) => {
      if (message.kind === 'ready') allow(BUILD_SECONDS, 'building');
      else if (message.kind === 'built') allow(job.lookupSeconds * (1 + LONG_TIME_SHARE) + GRACE_SECONDS, 'its lookups');
      else if (message.kind === 'done') settle({ kind: 'measured', outcome: message.outcome });
      else settle({ kind: 'given_up', reason: message.message });
    });
    child.once('error', (error) => settle({ kind: 'given_up', reason: error.message }));
    child.once('exit', (code, signal) => settle({ kind: 'given_up', reason: `its process ended (${signal ?? `exit code ${code}`})` }));
    child.send(job);
  });
}
