import { run } from './run.ts'

/** Seconds, before every commit: format and lint, types, domain tests. */
run('biome', ['check', '--error-on-warnings', '.'])
for (const project of ['src/domain', 'src', 'web', 'test', 'test/e2e']) run('tsc', ['-p', `${project}/tsconfig.json`])
run('vitest', ['run', '--project', 'node', 'test/domain', 'test/architecture.test.ts'])
