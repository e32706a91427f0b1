// A shop's knowledge, checked and ready: entries, risk classes, system replies, and choosing the answer that holds now.
// It does not match messages (understand) and does not judge texts (compliance).
import type { EntryId, Handling, Option, Reply, RiskId, Severity, Team } from '../types.ts';
import { isOpen } from './hours.ts';
import type { Profile, SystemReplyId } from './schema.ts';
import { fill, profileValue } from './template.ts';

/** ms since 1970; `from` included, `until` not. Open ends are infinite. */
export interface Window {
  readonly from: number;
  readonly until: number;
}

export interface Answer {
  /** All must hold: `campaign: running|none`, `hours: open|closed`, or a profile path with its value. */
  readonly when: Readonly<Record<string, string | number | boolean>>;
  readonly valid: Window;
  readonly text: string;
}

export interface Entry {
  readonly id: EntryId;
  readonly topic: string;
  readonly question: string;
  readonly handling: Handling;
  readonly team: Team;
  readonly similar: readonly string[];
  readonly answers: readonly Answer[];
  readonly related: readonly EntryId[];
  /** Entries whose question this answer serves as well: where wording cannot tell them apart, either answer is right. */
  readonly serves: readonly EntryId[];
  /** Ids of rulings of the trade (knowledge/rulings) that the answer rests on; an agent who takes over is shown them. */
  readonly rulings: readonly string[];
  readonly valid: Window;
}

export interface RiskClass {
  readonly id: RiskId;
  readonly name: string;
  readonly reason: string;
  readonly severity: Severity;
  readonly team: Team;
  readonly holding: string;
  readonly similar: readonly string[];
}

export interface Campaign extends Window {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
}

export interface KnowledgeBase {
  /** Names the exact content of the files; changes when any of them does. */
  readonly version: string;
  /** The same of the files of rules alone; sealed with every event beside `version`. */
  readonly rulesVersion: string;
  readonly profile: Profile;
  readonly campaigns: readonly Campaign[];
  readonly entries: ReadonlyMap<EntryId, Entry>;
  readonly risks: ReadonlyMap<RiskId, RiskClass>;
  readonly system: Readonly<Record<SystemReplyId, string>>;
  readonly menu: readonly EntryId[];
  /** Words of this trade and shop that the segmenter must keep whole. */
  readonly words: readonly string[];
  /** Groups of words that mean the same, in reading form; the first stands for all. */
  readonly synonyms: readonly (readonly string[])[];
  /** Groups of characters that are taken for each other by their shape. */
  readonly shapes: readonly string[];
}

/** Everything a buyer might type for an entry: its standard question and its similar ones, each once. */
export function questionsOf(entry: Entry): readonly string[] {
  return [...new Set([entry.question, ...entry.similar])];
}

export function inWindow(window: Window, now: number): boolean {
  return now >= window.from && now < window.until;
}

export function runningCampaign(base: KnowledgeBase, now: number): Campaign | null {
  return base.campaigns.find((campaign) => inWindow(campaign, now)) ?? null;
}

/** The variables that the clock decides, on top of the profile's. */
export function timeVariables(campaign: Campaign | null): Readonly<Record<string, string>> {
  return campaign ? { 'campaign.name': campaign.name, 'campaign.summary': campaign.summary } : {};
}

/** Whether the entry has an answer at `now`: lint makes sure that within its window one always holds. */
export function isCurrent(base: KnowledgeBase, entryId: EntryId, now: number): boolean {
  const entry = base.entries.get(entryId);
  return entry !== undefined && inWindow(entry.valid, now);
}

/** The first answer whose window and conditions hold at `now`, filled in; null when the entry itself is out of its window. */
export function answerText(base: KnowledgeBase, entryId: EntryId, now: number): string | null {
  const entry = base.entries.get(entryId);
  if (!entry || !inWindow(entry.valid, now)) return null;
  const answer = entry.answers.find((candidate) => inWindow(candidate.valid, now) && conditionsHold(base, candidate.when, now));
  return answer ? fill(answer.text, base.profile, timeVariables(runningCampaign(base, now))) : null;
}

function conditionsHold(base: KnowledgeBase, when: Answer['when'], now: number): boolean {
  return Object.entries(when).every(([key, wanted]) => {
    if (key === 'campaign') return (runningCampaign(base, now) !== null) === (wanted === 'running');
    if (key === 'hours') return isOpen(base.profile.service, now) === (wanted === 'open');
    return profileValue(base.profile, key) === wanted;
  });
}

/** The entries a buyer may pick, as titles; those out of their window are left out. */
export function optionsOf(base: KnowledgeBase, ids: readonly EntryId[], now: number): readonly Option[] {
  return ids.flatMap((id) => {
    const entry = base.entries.get(id);
    return entry && inWindow(entry.valid, now) ? [{ id, title: entry.question }] : [];
  });
}

/** A system reply, not yet approved. `extra` holds the reply's own variables (SYSTEM_REPLIES). */
export function systemReply(base: KnowledgeBase, id: SystemReplyId, extra: Readonly<Record<string, string>> = {}, options: readonly Option[] = []): Reply {
  return { text: fill(base.system[id], base.profile, extra), options };
}

export function riskHolding(base: KnowledgeBase, id: RiskId): string | null {
  const risk = base.risks.get(id);
  return risk ? fill(risk.holding, base.profile, {}) : null;
}
