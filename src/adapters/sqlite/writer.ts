// The one writer: actions queue up, and one transaction per turn of the event loop commits a group of them.
// It knows nothing of what the actions write. A promise resolves only after COMMIT has returned.
import type { Database } from 'better-sqlite3';
import { StoreUnavailable } from '../../conversation/ports.ts';
import { callerError, isStoreFault } from './faults.ts';

export interface WriterOptions {
  /** Actions that may wait; beyond it `write` rejects at once. */
  readonly queueMax: number;
  /** Actions in one transaction, so that a long queue does not hold up the event loop; the rest follow in the next turn. */
  readonly groupMax: number;
  readonly hook?: GroupHook;
}

/** What joins a group's actions in one write of its own, such as the journal of heads. */
export interface GroupHook {
  /** Where an action begins, for `back` when it is undone; 0 at the beginning of a group. */
  mark(): number;
  back(mark: number): void;
  /** Runs as the last write before the commit. */
  write(): void;
}

const NO_HOOK: GroupHook = { mark: () => 0, back: () => undefined, write: () => undefined };

export interface Writer {
  /**
   * Runs a synchronous action inside the group's transaction. Rejects with StoreUnavailable when the group was rolled
   * back or the queue is full; with the action's own error when it alone failed (it then wrote nothing).
   */
  write<T>(name: string, action: () => T): Promise<T>;
  /** Commits all that waits, now. */
  drain(): void;
}

interface Waiting {
  readonly name: string;
  /** Runs the action inside the transaction and returns how to tell the caller once it is committed. */
  readonly run: () => () => void;
  readonly reject: (error: Error) => void;
}

export function createWriter(db: Database, { queueMax, groupMax, hook = NO_HOOK }: WriterOptions): Writer {
  // IMMEDIATE takes the write lock at once, so that an action never fails half way because another process wrote.
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  const savepoint = db.prepare('SAVEPOINT action');
  const release = db.prepare('RELEASE action');
  const undo = db.prepare('ROLLBACK TO action');
  let queue: Waiting[] = [];
  let scheduled = false;

  /** One action, undone alone when the fault is its own; a fault of the store is thrown on to end the group. */
  function runAlone(waiting: Waiting): () => void {
    savepoint.run();
    const mark = hook.mark();
    try {
      const settle = waiting.run();
      release.run();
      return settle;
    } catch (error) {
      if (isStoreFault(error)) throw error;
      undo.run();
      hook.back(mark);
      release.run();
      return () => waiting.reject(callerError(waiting.name, error));
    }
  }

  function runGroup(group: readonly Waiting[]): void {
    let settled: (() => void)[];
    try {
      begin.run();
      settled = group.map(runAlone);
      hook.write();
      commit.run();
    } catch (error) {
      rollBack(db);
      hook.back(0);
      settled = group.map(({ name, reject }) => () => reject(unavailable(name, error)));
    }
    for (const settle of settled) settle();
  }

  function flush(): void {
    scheduled = false;
    const group = queue.slice(0, groupMax);
    queue = queue.slice(groupMax);
    if (queue.length > 0) schedule();
    if (group.length > 0) runGroup(group);
  }

  function schedule(): void {
    if (scheduled) return;
    scheduled = true;
    setImmediate(flush);
  }

  return {
    write<T>(name: string, action: () => T): Promise<T> {
      if (queue.length >= queueMax) return Promise.reject(new StoreUnavailable(`${name}: ${queueMax} writes are waiting already (writeQueueMax)`));
      return new Promise<T>((resolve, reject) => {
        const run = () => {
          const result = action();
          return () => resolve(result);
        };
        queue.push({ name, run, reject });
        schedule();
      });
    },
    drain() {
      while (queue.length > 0) flush();
    },
  };
}

/** SQLite ends the transaction by itself at some faults (a full disk), at others it does not. */
function rollBack(db: Database): void {
  try {
    if (db.inTransaction) db.exec('ROLLBACK');
  } catch {
    // The fault that ended the group is the one reported; the next BEGIN fails with this one if it lasts.
  }
}

function unavailable(name: string, error: unknown): StoreUnavailable {
  const told = callerError(name, error);
  return told instanceof StoreUnavailable ? told : new StoreUnavailable(`${name}: the write was rolled back: ${told.message}`, { cause: error });
}
