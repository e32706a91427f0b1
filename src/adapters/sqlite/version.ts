// Says whether an SQLite release has the WAL-reset bug, which can corrupt a database in WAL mode
// when two connections checkpoint and write at once (https://sqlite.org/wal.html). Pure.

const FIRST_WITH_BUG = [3, 7, 0];
const LAST_WITH_BUG = [3, 51, 2];
/** Releases of older branches that the fix was carried back to. */
const FIXED = new Set(['3.44.6', '3.50.7']);

/** `version` as `sqlite_version()` gives it. What is not a version counts as having the bug. */
export function walResetBug(version: string): boolean {
  if (!/^\d+\.\d+(\.\d+)*$/.test(version)) return true;
  const parts = version.split('.').map(Number);
  if (FIXED.has(version)) return false;
  return compare(parts, FIRST_WITH_BUG) >= 0 && compare(parts, LAST_WITH_BUG) <= 0;
}

/** Compares the first three numbers; a missing one is 0. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (const i of [0, 1, 2]) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
