import { Hono } from 'hono'
import { beforeEach, describe, expect, it } from 'vitest'
import { createDialingStore } from '../../src/adapters/d1/dialing-store.ts'
import { NEWEST_MIGRATION } from '../../src/app/operations/check-health.ts'
import { type CronDeps, JOBS, runJobs } from '../../src/entry/cron.ts'
import { health } from '../../src/entry/http/health.ts'
import { type Bindings, ConfigError } from '../../src/env.ts'
import { addCampaign } from '../support/api-rows.ts'
import { type ApiWorld, bindings, createApiWorld, LOCAL, MONDAY_TEN } from '../support/api-world.ts'

const MINUTE = 60_000

let world: ApiWorld
let deps: CronDeps
beforeEach(async () => {
  world = await createApiWorld()
  deps = { ...world.deps, dialing: createDialingStore(bindings.DB) }
})

const runs = async () => (await bindings.DB.prepare('SELECT * FROM job_runs ORDER BY name').all()).results

describe('the cron trigger', () => {
  it('runs every job, although one before it fails, and leaves word of each', async () => {
    const ran: string[] = []
    await runJobs(deps, [
      { name: 'first', run: async () => ran.push('first') },
      {
        name: 'second',
        run: async () => {
          throw new Error('no luck')
        },
      },
      { name: 'third', run: async () => ({ seen: 3 }) },
    ])
    expect(ran).toEqual(['first'])
    expect(await runs()).toMatchObject([
      { name: 'first', error: null, details: '{"count":1}' },
      { name: 'second', error: 'no luck' },
      { name: 'third', error: null, details: '{"seen":3}' },
    ])
    expect(world.logged.filter((it) => it.message === 'job.failed')).toMatchObject([
      { fields: { job: 'second', error: 'no luck' } },
    ])
  })

  it('goes on when it cannot even leave word', async () => {
    const ran: string[] = []
    deps.operations = {
      ...deps.operations,
      saveRun: async () => {
        throw new Error('D1 is away')
      },
    }
    await runJobs(
      deps,
      ['a', 'b'].map((name) => ({ name, run: async () => void ran.push(name) })),
    )
    expect(ran).toEqual(['a', 'b'])
  })

  it('has jobs with names of their own that run on an empty database', async () => {
    expect(new Set(JOBS.map((job) => job.name)).size).toBe(JOBS.length)
    await runJobs(deps)
    expect((await runs()).map((run) => run.error)).toEqual(JOBS.map(() => null))
    await runJobs(deps)
    expect(await runs()).toHaveLength(JOBS.length)
  })
})

describe('/health', () => {
  const config = { sandbox: { speed: 1 } } as never

  async function ask(env: Partial<Bindings> = bindings, configOf: () => never = () => config) {
    const app = new Hono<{ Bindings: Bindings }>()
    app.get('/health', (c) => health(c, configOf, () => deps))
    const answer = await app.request('/health', {}, env as Bindings)
    const body = (await answer.json()) as { status: string; problems: { code: string; message: string }[] }
    return { http: answer.status, status: body.status, codes: body.problems.map((it) => it.code), body }
  }

  it('is ok when there is nothing to be done', async () => {
    await runJobs(deps)
    expect(await ask()).toMatchObject({ http: 200, status: 'ok', codes: [] })
  })

  it('says that the cron trigger is late, or never came', async () => {
    expect(await ask()).toMatchObject({ http: 200, status: 'degraded', codes: ['cron_late'] })
    await runJobs(deps)
    world.setTime(MONDAY_TEN + 4 * MINUTE)
    expect((await ask()).codes).toEqual([])
    world.setTime(MONDAY_TEN + 6 * MINUTE)
    expect((await ask()).codes).toEqual(['cron_late'])
  })

  it('says that a job fails, that a campaign oversleeps, that things are stuck and webhooks fail, without naming any', async () => {
    await runJobs(deps, [
      {
        name: 'sweep',
        run: async () => {
          throw new Error('secret of org_local')
        },
      },
    ])
    const campaign = await addCampaign(world, { fields: { name: 'Private name' } })
    await bindings.DB.batch([
      bindings.DB.prepare('UPDATE campaigns SET next_wake_at = ?2 WHERE id = ?1').bind(
        campaign.id,
        MONDAY_TEN - 6 * MINUTE,
      ),
      bindings.DB.prepare(
        `INSERT INTO webhook_endpoints (org_id, id, url, secret, failing_since, created_at, updated_at)
         VALUES (?1, 'whe_1', 'https://private.example', 'whsec_x', 1, 1, 1)`,
      ).bind(LOCAL.orgId),
    ])
    await world.deps.stuckItems.put({
      id: 'stk_1',
      orgId: '',
      kind: 'message',
      subject: 'x',
      campaignId: null,
      error: 'private error',
      payload: {},
      tries: 1,
      at: MONDAY_TEN,
    })
    const { http, status, codes, body } = await ask()
    expect({ http, status }).toEqual({ http: 200, status: 'degraded' })
    expect(codes).toEqual(['job_failing', 'campaigns_overdue', 'items_stuck', 'webhooks_failing'])
    expect(JSON.stringify(body)).not.toMatch(/private|secret|org_local|cmp_/i)
  })

  it('fails when the configuration, a binding or the database is missing', async () => {
    const bad = () => {
      throw new ConfigError('Missing configuration: CALLBACK_KEY')
    }
    expect(await ask(bindings, bad as () => never)).toMatchObject({
      http: 503,
      status: 'failing',
      codes: ['configuration'],
    })
    const { FILES: _files, ...without } = bindings
    expect(await ask(without)).toMatchObject({ http: 503, codes: ['binding_missing'] })
    await bindings.DB.exec('DROP TABLE job_runs')
    expect(await ask()).toMatchObject({ http: 503, status: 'failing', codes: ['database'] })
  })

  it('fails when the migrations are behind', async () => {
    await runJobs(deps)
    await bindings.DB.exec('CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name TEXT)')
    await bindings.DB.exec("INSERT INTO d1_migrations (name) VALUES ('0001_create_core.sql')")
    expect(await ask()).toMatchObject({ http: 503, codes: ['migrations_behind'] })
    await bindings.DB.prepare('INSERT INTO d1_migrations (name) VALUES (?1)').bind(NEWEST_MIGRATION).run()
    expect(await ask()).toMatchObject({ http: 200, status: 'ok' })
  })

  it('knows the newest migration', () => {
    const { MIGRATIONS } = bindings as unknown as { MIGRATIONS: { name: string }[] }
    const names = MIGRATIONS.map(({ name }) => name)
    expect(names.toSorted().at(-1)).toBe(NEWEST_MIGRATION)
  })
})
