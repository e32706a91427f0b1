// A small process between the service and its builder. Starting a process costs the one that starts it the copy of its page
// tables: 42 ms of standing still for a service of 880 MB, 2 ms for one that has just begun. So the service starts this one
// before it loads anything, and this one starts builders, ends idle ones and tells when one broke off. It passes messages on.
import { fork, type ChildProcess } from 'node:child_process';
import type { FromBuilder, ToBuilder } from './protocol.ts';

const [script = '', idleMs = '0'] = process.argv.slice(2);
const say = (message: FromBuilder): void => void process.send?.(message);

let builder: ChildProcess | null = null;
let idle: NodeJS.Timeout | undefined;

process.on('message', (message: ToBuilder) => {
  clearTimeout(idle);
  builder ??= begin();
  builder.send(message, (error) => { if (error) say({ type: 'failed', message: `the builder could not be reached: ${error.message}` }); });
});
process.on('disconnect', () => {
  builder?.kill('SIGKILL');
  process.exit(0);
});
// A terminal sends these to the whole group; the service decides what they mean for its builder.
for (const signal of ['SIGHUP', 'SIGINT'] as const) process.on(signal, () => undefined);

/** Runs with what this process was run with. */
function begin(): ChildProcess {
  const child = fork(script, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  child.on('message', (message: FromBuilder) => {
    say(message);
    clearTimeout(idle);
    idle = setTimeout(() => child.kill('SIGKILL'), Number(idleMs));
  });
  child.on('error', (error) => say({ type: 'failed', message: error.message }));
  child.once('exit', (code, signal) => {
    if (builder === child) builder = null;
    clearTimeout(idle);
    say({ type: 'ended', how: signal ?? `exit code ${code}` });
  });
  return child;
}
