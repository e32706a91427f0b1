// Tests run against the sources; browser tests find Chromium themselves or say why they skip.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/**/*.test.ts'], globalSetup: ['test/once.ts'], setupFiles: ['test/setup.ts'], testTimeout: 20_000, hookTimeout: 60_000 },
});
