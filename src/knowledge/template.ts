// Answer templates: text with {profile.path} variables. Finds the variables and fills them in; nothing else is interpreted.
import type { Profile } from './schema.ts';

const VARIABLE = /\{([a-z_][a-z0-9_.]*)\}/g;

/** The variables of a template, in order, repeats included. */
export function variablesOf(text: string): readonly string[] {
  return [...text.matchAll(VARIABLE)].map((match) => match[1] ?? '');
}

/** The words for a profile path: a list joined with 、; null when the path is missing or not a plain value. */
export function profileText(profile: Profile, path: string): string | null {
  const value = profileValue(profile, path);
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string' || typeof item === 'number')) return value.join('、');
  return null;
}

/** The value at a dotted path, undefined when there is none. Own keys only. */
export function profileValue(profile: Profile, path: string): unknown {
  let at: unknown = profile;
  for (const step of path.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = (at as Record<string, unknown>)[step];
  }
  return at;
}

/** Fills a template. `extra` wins over the profile; a variable that neither knows throws, as lint has refused it before. */
export function fill(text: string, profile: Profile, extra: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (_, path: string) => {
    const words = Object.hasOwn(extra, path) ? extra[path] : profileText(profile, path);
    if (words === undefined || words === null) throw new Error(`unknown variable {${path}} in template "${text}"`);
    return words;
  });
}
