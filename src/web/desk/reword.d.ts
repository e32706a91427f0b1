// Types of reword.js for tests; pages read its own comments.
export interface Finding {
  readonly level: 'warn' | 'block';
  /** UTF-16 offsets into the draft, end exclusive. */
  readonly start: number;
  readonly end: number;
  readonly words: string;
  readonly reason: string;
  readonly suggestion: string;
  readonly rewords?: true | undefined;
}
export interface Group {
  readonly level: 'warn' | 'block';
  readonly findings: readonly Finding[];
  readonly suggestion: string;
  readonly rewords: boolean;
  readonly reasons: readonly string[];
}
export function clauseOf(text: string, finding: { readonly start: number; readonly end: number }): { start: number; end: number };
export function withSuggestion(text: string, finding: Finding): string;
export function withInserted(text: string, suggestion: string): string;
export function withAllSuggestions(text: string, findings: readonly Finding[]): string;
export function grouped(findings: readonly Finding[]): Group[];
export function difference(text: string, reworded: string): string;
