import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // On two cores: while the tests of one worker wait for something, another one's run.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: 'unit',
          // Nothing is mocked, so files can share a process: three times faster than one each.
          isolate: false,
          // Node reads TypeScript by itself, and keeps what it has compiled: nothing is transformed.
          experimental: { viteModuleRunner: false, nodeLoader: false },
          include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'tools/**/*.test.ts'],
          exclude: ['**/*.{peer,olm,fuzz}.test.ts', '**/node_modules/**'],
          testTimeout: 10_000,
          hookTimeout: 20_000,
          // What is waited for comes at once, but where other tests have the cores.
          expect: { poll: { timeout: 8_000 } },
        },
      },
      {
        test: {
          name: 'fuzz',
          experimental: { viteModuleRunner: false, nodeLoader: false },
          include: ['packages/*/src/**/*.fuzz.test.ts'],
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: 'peers',
          include: ['tools/peers/**/*.peer.test.ts'],
          testTimeout: 120_000,
          // A kubectl session is played twice where it surprises.
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          // In a network of its own, because upstream's OLM has fixed ports: `npm run test:peers -- olm`.
          name: 'olm',
          include: ['tools/peers/olm/**/*.olm.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxConcurrency: 6,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'peer-stories',
          include: ['e2e/**/*.peer.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'stories',
          include: ['e2e/**/*.test.ts'],
          exclude: ['**/*.peer.test.ts', '**/node_modules/**'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
