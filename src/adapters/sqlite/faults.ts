// Turns SQLite's error codes into sentences for the operator and into StoreUnavailable for callers.
// It decides nothing about transactions; the writer does.
import Database from 'better-sqlite3';
import { StoreUnavailable } from '../../conversation/ports.ts';

/** The database cannot be used as it is; the message says why and what to do. Starting again does not help. */
export class DatabaseRefused extends Error {
  override readonly name = 'DatabaseRefused';
}

/** By the beginning of SQLite's code: extended codes (`SQLITE_IOERR_WRITE`) add to their primary code. */
const MEANINGS: readonly (readonly [prefix: string, meaning: string])[] = [
  ['SQLITE_FULL', 'the disk is full: free some space'],
  ['SQLITE_BUSY', 'the database is locked by another process'],
  ['SQLITE_LOCKED', 'the database is locked'],
  ['SQLITE_IOERR', 'the disk reported an input/output error'],
  ['SQLITE_READONLY', 'the database file or its directory cannot be written: check owner and mode'],
  ['SQLITE_CANTOPEN', 'the database file cannot be opened: check that the path is a file, and its owner and mode'],
  ['SQLITE_NOTADB', 'the file is not an SQLite database'],
  ['SQLITE_CORRUPT', 'the database file is damaged: stop the service and restore a backup'],
  ['SQLITE_NOMEM', 'memory ran out'],
  ['SQLITE_CONSTRAINT', 'it contradicts what is stored'],
];

/** Faults of one request, not of the store: only that request fails. */
const REQUEST_FAULTS = ['SQLITE_CONSTRAINT', 'SQLITE_TOOBIG', 'SQLITE_MISMATCH', 'SQLITE_RANGE'];

export function isSqliteError(error: unknown): error is InstanceType<typeof Database.SqliteError> {
  return error instanceof Database.SqliteError;
}

/** True when the store as a whole cannot work now (disk, lock, memory); false for a fault of the request alone. */
export function isStoreFault(error: unknown): boolean {
  return isSqliteError(error) && !REQUEST_FAULTS.some((prefix) => error.code.startsWith(prefix));
}

/** What went wrong in words, with SQLite's own code; never holds a row's content. */
export function explain(error: unknown): string {
  if (!isSqliteError(error)) return error instanceof Error ? error.message : String(error);
  const meaning = MEANINGS.find(([prefix]) => error.code.startsWith(prefix))?.[1] ?? 'SQLite failed';
  return `${meaning} (${error.code}: ${error.message})`;
}

/** The error that a caller of `action` gets: StoreUnavailable for the store's faults, a plain error for the request's. */
export function callerError(action: string, error: unknown): Error {
  if (isStoreFault(error)) return new StoreUnavailable(`${action}: ${explain(error)}`, { cause: error });
  if (isSqliteError(error)) return new Error(`${action} was refused: ${explain(error)}`, { cause: error });
  return error instanceof Error ? error : new Error(String(error));
}
