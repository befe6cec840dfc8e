import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** One project per kind of runtime: rules and contracts run in Node, everything that touches the platform in workerd. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/*.test.ts', 'test/domain/**/*.test.ts', 'test/contract/**/*.test.ts'],
          environment: 'node',
        },
      },
      {
        plugins: [cloudflareTest({ wrangler: { configPath: './wrangler.toml' } })],
        test: {
          name: 'workerd',
          include: ['test/app/**/*.test.ts', 'test/worker/**/*.test.ts'],
          deps: { optimizer: { ssr: { enabled: true, include: ['itty-durable', 'itty-router'] } } },
        },
      },
    ],
  },
})
