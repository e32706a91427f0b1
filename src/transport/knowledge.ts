// The routes by which administrators change what is answered: publish the knowledge folder, and the shop's own words.
// Building is the composition's; here a request is checked, counted and answered.
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import type { TransportDeps, LexiconOutcome } from './deps.ts';
import { Denied, errorBody } from './errors.ts';
import { TooMany, type Guards } from './guards.ts';
import { createAttempts } from './limits.ts';
import { ErrorBody, KnowledgeProblems, KnowledgeView, LEXICON_LENGTH_MAX, LexiconChange, LexiconSaved, LexiconView, Published } from './schemas.ts';

/** Publishes that one administrator may ask for within the window; each costs seconds of a processor. */
export const PUBLISHES_MAX = 10;
const PUBLISH_WINDOW_MS = 60_000;
/** JSON may spend six bytes on one UTF-16 unit (\uXXXX); the second figure is for the rest of the body. */
const LEXICON_BODY_BYTES = LEXICON_LENGTH_MAX * 6 + 1_024;
/** Where the shop's own groups are kept, below the knowledge folder. */
const LEXICON_FILE = 'lexicon/desk.txt';

const errors = { 422: KnowledgeProblems, '4xx': ErrorBody, '5xx': ErrorBody } as const;
const tags = ['knowledge'];

type Wrong = Exclude<LexiconOutcome, { readonly kind: 'published' }>;

const CODES = { running: 'publish_running', failed: 'publish_failed', read_only: 'lexicon_read_only', changed: 'lexicon_changed' } as const;

/** Denies what has a code alone; what is left is a refusal, whose body lists the problems. */
function refusalOf(outcome: Wrong) {
  if (outcome.kind !== 'refused') throw new Denied(CODES[outcome.kind]);
  return { ...errorBody('knowledge_refused'), problems: outcome.problems.map(({ file, line, code, message }) => ({ file, line, code, message })), more: outcome.more };
}

export function knowledgeRoutes({ knowledge, clock }: TransportDeps, requireAdministrator: Guards['requireAdministrator']) {
  const attempts = createAttempts(PUBLISHES_MAX, PUBLISH_WINDOW_MS);
  const count = (agentId: string): void => {
    const waitMs = attempts.begin(agentId, clock.now());
    if (waitMs > 0) throw new TooMany('too_many_publishes', waitMs);
  };

  return async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<TypeBoxTypeProvider>();

    app.get('/api/knowledge', { schema: { summary: 'What is served now, and how far a publish is', tags, response: { 200: KnowledgeView, ...errors } } }, async (request) => {
      await requireAdministrator(request);
      return knowledge.status();
    });

    app.post('/api/knowledge/publish', { schema: { summary: 'Read the knowledge folder again and serve it; answers when it is live', tags, response: { 200: Published, ...errors } } }, async (request, reply) => {
      const { agent } = await requireAdministrator(request);
      count(agent.id);
      const outcome = await knowledge.publish(agent.name);
      return outcome.kind === 'published' ? { published: outcome.published, ms: outcome.ms } : reply.code(422).send(refusalOf(outcome));
    });

    app.get('/api/lexicon', { schema: { summary: "The shop's own synonym groups", tags, response: { 200: LexiconView, ...errors } } }, async (request) => {
      await requireAdministrator(request);
      return { ...(await knowledge.lexicon()), file: LEXICON_FILE };
    });

    app.put('/api/lexicon', { bodyLimit: LEXICON_BODY_BYTES, schema: { summary: "Change the shop's own synonym groups and publish", tags, body: LexiconChange, response: { 200: LexiconSaved, ...errors } } }, async (request, reply) => {
      const { agent } = await requireAdministrator(request);
      count(agent.id);
      const outcome = await knowledge.saveLexicon(request.body.text, request.body.version, agent.name);
      if (outcome.kind !== 'published') return reply.code(422).send(refusalOf(outcome));
      return { published: outcome.published, ms: outcome.ms, lexicon_version: (await knowledge.lexicon()).version };
    });
  };
}
