import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

/** The sandbox's tests alone, on its own Worker: `npx vitest run -c test/support/vitest.sandbox.config.ts`. */
export default defineConfig({
  root: '.',
  plugins: [cloudflareTest({ wrangler: { configPath: './src/sandbox/wrangler.toml' } })],
  test: { include: ['test/worker/sandbox*.test.ts'] },
})
