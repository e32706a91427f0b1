// Child process of lock.test.ts: takes the lock of the database named by its argument, says so, and holds it until it is killed.
import { lockDatabase } from '../../../src/adapters/sqlite/lock.ts';

lockDatabase(process.argv[2]!);
console.log('held');
setInterval(() => undefined, 1_000);
