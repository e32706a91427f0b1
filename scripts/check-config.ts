// Holds the environment to the settings' table: prints "ok" with where the service would listen, or every problem, and exits 1.
// It prints no value that was given wrongly, and starts nothing.
import { configTable, readConfig } from '../src/config.ts';

const result = readConfig(process.env);
if ('problems' in result) {
  for (const { key, rule } of result.problems) console.error(`${key} ${rule}`);
  console.error(`\n${result.problems.length} problem(s). The settings are: ${configTable().map((row) => row.key).join(', ')}`);
  process.exitCode = 1;
} else {
  console.log(`ok: the service would listen on ${result.config.host}:${result.config.port} and be reached at ${result.config.publicUrl}`);
}
