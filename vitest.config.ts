import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'
import { listCorpus } from './test/corpus/lists/plugin.ts'

/** One project per kind of runtime: rules and contracts run in Node, everything that touches the platform in workerd. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: [
            'test/*.test.ts',
            'test/domain/**/*.test.ts',
            'test/contract/**/*.test.ts',
            'test/chaos/checks*.test.ts',
          ],
          environment: 'node',
        },
      },
      {
        plugins: [
          listCorpus(),
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            // The sandbox clock at natural speed: an alarm armed ahead of now does not fire by itself during a test.
            miniflare: {
              bindings: { MIGRATIONS: await readD1Migrations('migrations'), SANDBOX: 'on', SANDBOX_SPEED: '1' },
            },
          })),
        ],
        test: {
          name: 'workerd',
          include: ['test/app/**/*.test.ts', 'test/worker/**/*.test.ts'],
          deps: { optimizer: { ssr: { enabled: true, include: ['itty-durable', 'itty-router'] } } },
        },
      },
      {
        test: {
          // The same rules on a machine fourteen hours ahead: nothing may depend on where the process thinks it is.
          name: 'elsewhere',
          include: [
            'test/domain/{calling-window*,local-time,zone-resolver*,region-*,schedule,signalwire-callbacks}.test.ts',
            'test/domain/{compliance-check,explain-lead,lead-file-contact,lead-progress}.test.ts',
          ],
          environment: 'node',
          pool: 'forks',
          env: { TZ: 'Pacific/Kiritimati' },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          // Each file starts a server of its own; two at once would measure each other.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'chaos',
          include: ['test/chaos/chaos.test.ts', 'test/chaos/import-kills.test.ts'],
          fileParallelism: false,
          environment: 'node',
          testTimeout: 600_000,
        },
      },
    ],
  },
})
