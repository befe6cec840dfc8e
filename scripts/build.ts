import { run } from './run.ts'

/** The dashboard into dist/web, and the Worker bundled as it would be deployed (nothing is sent anywhere). */
run('vite', ['build', 'web', '--logLevel', 'warn'])
run('wrangler', ['deploy', '--dry-run', '--outdir', 'dist/worker'], { WRANGLER_SEND_METRICS: 'false' })
