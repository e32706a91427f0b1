// The plain pages: files of src/web as they are, never built. Both the sources and dist/ find them from the package's root.
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { packageRoot } from '../package-root.ts';

const PAGES = [
  { prefix: '/demo', folder: 'demo' },
  { prefix: '/desk', folder: 'desk' },
  { prefix: '/web/shared', folder: 'shared' },
] as const;

export async function addPages(app: FastifyInstance): Promise<void> {
  const web = join(packageRoot(), 'src', 'web');
  for (const { prefix, folder } of PAGES) {
    await app.register(fastifyStatic, {
      root: join(web, folder), prefix, redirect: true, decorateReply: false, index: 'index.html', dotfiles: 'ignore',
      // Types for the editor are not for visitors.
      allowedPath: (path) => !path.endsWith('.ts'),
      // A new release shows at once; the ETag saves the transfer.
      cacheControl: false, setHeaders: (response) => void response.setHeader('cache-control', 'no-cache'),
    });
  }
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/demo/'));
}
