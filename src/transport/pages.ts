// The plain pages: files of src/web as they are, never built. Both the sources and dist/ find them from the package's root.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

const PAGES = [
  { prefix: '/demo', folder: 'demo' },
  { prefix: '/desk', folder: 'desk' },
  { prefix: '/web/shared', folder: 'shared' },
] as const;

/** The nearest folder above this file that holds package.json. */
function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const above = dirname(folder);
    if (above === folder) throw new Error('package.json was not found above the transport: keep the package together');
    folder = above;
  }
  return folder;
}

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
