// A log that cannot be written must never stop the service: lines are dropped, the event loop goes on.
import { describe, expect, it } from 'vitest';
import { createLogStream } from '../../src/transport/logging.ts';

describe('the log stream', () => {
  it('drops what cannot be written and writes again once it can', () => {
    const written: string[] = [];
    let full = true;
    const stream = createLogStream((line) => {
      if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
      written.push(line);
    });
    stream.write('lost\n');
    full = false;
    stream.write('kept\n');
    expect(written).toEqual(['kept\n']);
  });
});
