// The route by which administrators and supervisors take a conversation's evidence pack. Making the pack is the composition's; here
// a request is checked, counted, noted in the log and answered.
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import type { TransportDeps } from './deps.ts';
import { Denied } from './errors.ts';
import { TooMany, type Guards } from './guards.ts';
import { createAttempts } from './limits.ts';
import { ErrorBody } from './schemas.ts';

/** Packs that one person may take within the window; a long conversation costs a second of a processor. */
export const EXPORTS_MAX = 20;
const EXPORT_WINDOW_MS = 60_000;

const errors = { '4xx': ErrorBody, '5xx': ErrorBody } as const;
const Params = Type.Object({ id: Type.String({ minLength: 1, maxLength: 64 }) });
const Query = Type.Object({ full: Type.Optional(Type.Boolean({ description: 'Personal data unmasked; administrators only.' })) }, { additionalProperties: false });
const Zip = Type.Unsafe<Buffer>({ type: 'string', format: 'binary', description: 'application/zip: transcript.html, events.json, manifest.json, README.txt' });

export function evidenceRoutes({ evidence, clock }: TransportDeps, requireSupervisor: Guards['requireSupervisor']) {
  const attempts = createAttempts(EXPORTS_MAX, EXPORT_WINDOW_MS);

  return async (instance: FastifyInstance): Promise<void> => {
    const app = instance.withTypeProvider<TypeBoxTypeProvider>();

    app.get('/api/conversations/:id/evidence', { schema: { summary: "A conversation's sealed evidence as a ZIP file; personal data is masked unless asked in full", tags: ['evidence'], params: Params, querystring: Query, response: { 200: Zip, ...errors } } }, async (request, reply) => {
      const { agent } = await requireSupervisor(request);
      const full = request.query.full ?? false;
      if (full && agent.role !== 'administrator') throw new Denied('forbidden');
      const waitMs = attempts.begin(agent.id, clock.now());
      if (waitMs > 0) throw new TooMany('too_many_exports', waitMs);
      const made = await evidence.pack(agent.shopId, request.params.id, full);
      if (made === null) throw new Denied('unknown_conversation');
      if (made === 'too_long') throw new Denied('evidence_too_long');
      // Who took what, and how much of it: the record that privacy asks for.
      request.log.info({ agent_id: agent.id, agent_name: agent.name, conversation_id: request.params.id, full, events: made.events, faults: made.faults.length }, 'evidence was exported');
      // Ids are made by us, but the name of a file is nobody's to choose.
      const name = `evidence-${request.params.id.replaceAll(/[^A-Za-z0-9_-]/g, '_')}.zip`;
      return reply.type('application/zip').header('content-disposition', `attachment; filename="${name}"`).send(made.zip);
    });
  };
}
