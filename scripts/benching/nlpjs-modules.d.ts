// The part of nlp.js that nlpjs.ts uses; the packages have no types of their own.
declare module '@nlpjs/core' {
  export interface Container {
    use(plugin: unknown): void;
  }
  export function containerBootstrap(): Promise<Container>;
}

declare module '@nlpjs/lang-zh' {
  export const LangZh: unknown;
}

declare module '@nlpjs/nlp' {
  import type { Container } from '@nlpjs/core';
  export interface Answer {
    readonly classifications: readonly { readonly intent: string; readonly score: number }[];
  }
  export class Nlp {
    constructor(settings: Readonly<Record<string, unknown>>, container: Container);
    addLanguage(locale: string): void;
    addDocument(locale: string, text: string, intent: string): void;
    train(): Promise<unknown>;
    process(locale: string, text: string): Promise<Answer>;
  }
}
