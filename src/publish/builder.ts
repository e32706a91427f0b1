// The service's side of the builder. A process, not a worker thread, because nodejieba keeps the 255 MB of its dictionary when a
// thread that loaded it ends (six threads: 308 → 1,858 MB), because a process can be given what processor time is left over, and
// because whatever kills it, from a full heap to the system's own killer, cannot reach the buyers. The price is one copy of the
// result, taken in pieces with a turn of the event loop between them.
import { fork, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { KnowledgeRefused } from '../shop.ts';
import { createReceiver, type Received } from './pieces.ts';
import type { BuildOrder, FromBuilder, Phase, ToBuilder } from './protocol.ts';

/** A builder that is asked for nothing for so long ends and gives its memory back; no single step of a build takes so long. */
const BUILDER_IDLE_MS = 600_000;
/** A build that takes longer is given up. */
const BUILD_DEADLINE_MS = 900_000;

export interface Builder {
  /** One at a time. Rejects with KnowledgeRefused, or BuildFailed when the builder ended, failed or took too long. */
  build(order: BuildOrder, onPhase: (phase: Phase) => void): Promise<Received>;
  /** Ends the processes, and with them a build that runs. */
  close(): void;
}

/** The build went wrong for no fault of the files. */
export class BuildFailed extends Error {
  override readonly name = 'BuildFailed';
}

const FROM_SOURCES = import.meta.url.endsWith('.ts');
const scriptNamed = (name: string): string => fileURLToPath(new URL(`./${name}.${FROM_SOURCES ? 'ts' : 'js'}`, import.meta.url));

export interface BuilderOptions {
  /** What runs in the builder's process; tests put another in its place. */
  readonly script?: string;
  readonly idleMs?: number;
  readonly deadlineMs?: number;
}

/** Call it before the service grows: launcher.ts says why. */
export function createBuilder({ script = scriptNamed('build'), idleMs = BUILDER_IDLE_MS, deadlineMs = BUILD_DEADLINE_MS }: BuilderOptions = {}): Builder {
  const begin = (): ChildProcess => startLauncher([script, String(idleMs)]);
  let launcher = begin();
  const rest = (): void => {
    launcher.unref();
    launcher.channel?.unref();
  };
  rest();
  return {
    close: () => void launcher.kill('SIGKILL'),
    async build(order, onPhase) {
      if (!launcher.connected) launcher = begin();
      launcher.ref();
      launcher.channel?.ref();
      try {
        return await ask(launcher, order, onPhase, deadlineMs);
      } catch (error) {
        // What is left of a build that broke off must not speak into the next one.
        if (!(error instanceof KnowledgeRefused)) {
          launcher.kill('SIGKILL');
          launcher = begin();
        }
        throw error;
      } finally {
        rest();
      }
    },
  };
}

function startLauncher(args: readonly string[]): ChildProcess {
  // From the sources TypeScript needs tsx in the process too; a build runs as it is.
  const execArgv = FROM_SOURCES ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [];
  const child = fork(scriptNamed('launcher'), args, { execArgv, serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  // What comes while nobody waits for a build must not end the service.
  child.on('error', () => undefined);
  try {
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A system that does not let it: a build competes with the messages for the processor, and nothing else changes.
  }
  return child;
}

function ask(child: ChildProcess, order: BuildOrder, onPhase: (phase: Phase) => void, deadlineMs: number): Promise<Received> {
  return new Promise((resolve, reject) => {
    const receiver = createReceiver();
    const settle = (how: () => void): void => {
      clearTimeout(deadline);
      child.off('message', hear);
      child.off('exit', ended);
      how();
    };
    const fail = (why: string): void => settle(() => reject(new BuildFailed(why)));
    const deadline = setTimeout(() => fail(`the build took longer than ${deadlineMs} ms`), deadlineMs);
    const ended = (): void => fail('the launcher of the builder ended');
    const send = (message: ToBuilder): void => { child.send(message, (error) => { if (error) fail(`the builder could not be reached: ${error.message}`); }); };
    const takers: { readonly [K in FromBuilder['type']]: (message: Extract<FromBuilder, { type: K }>) => void } = {
      phase: ({ phase }) => onPhase(phase),
      built: () => send({ type: 'next' }),
      piece({ piece }) {
        receiver.take(piece);
        if (piece.kind === 'end') settle(() => resolve(receiver.finish()));
        else setImmediate(send, { type: 'next' });
      },
      refused: ({ problems, more }) => settle(() => reject(new KnowledgeRefused(problems, more))),
      failed: ({ message }) => fail(message),
      ended: ({ how }) => fail(`the builder ended with ${how} in the middle of a build`),
    };
    const hear = (message: FromBuilder): void => {
      try {
        (takers[message.type] as (message: FromBuilder) => void)(message);
      } catch (error) {
        settle(() => reject(error instanceof Error ? error : new BuildFailed(String(error))));
      }
    };
    child.on('message', hear);
    child.on('exit', ended);
    send({ type: 'build', order });
  });
}
