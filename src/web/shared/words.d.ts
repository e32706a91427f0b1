// What words.js offers, for the terminals.
import type { LinkStatus } from './client.js';

type Words = Readonly<Record<string, string>>;
export const TEAMS: Words;
export const SEVERITIES: Words;
export const STATES: Words;
export const CAUSES: Words;
/** "14:05", with the date when it is not today. */
export function clockTime(at: number, now: number): string;
export function waited(since: number, now: number): string;
export function ago(since: number, now: number): string;
/** How long ago the buyer said something, counted in messages. */
export function turnsWords(turns: number): string;
/** A short name for a buyer who has none. */
export function buyerName(id: string): string;
/** Cuts a text at the findings' offsets (UTF-16 units), overlaps merged, for marking. */
export function markedParts(text: string, findings: readonly { readonly start: number; readonly end: number }[]): { text: string; marked: boolean }[];
export function wordsInPlace(text: string, finding: { readonly start: number; readonly end: number }): { before: string; words: string; after: string };
/** What to show about the connection, and what a button may offer; empty text when all is well. */
export function connectionWords(status: LinkStatus): { text: string; action: string | null };
