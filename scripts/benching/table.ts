// Rows of figures as lines of text. Names are flush left, figures flush right; the first row is the head.

export function tableOf(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!))).join('  ').trimEnd()).join('\n');
}

/** A share with three digits; "-" where there is none. */
export function shown(share: number | null | undefined): string {
  return share === null || share === undefined ? '-' : share.toFixed(3);
}

/** Milliseconds with the digits that are worth something. */
export function shownMs(ms: number): string {
  return ms >= 100 ? ms.toFixed(0) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(3);
}
