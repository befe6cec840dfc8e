import { createScheduledController } from 'cloudflare:test'
import { beforeEach, describe, expect, it } from 'vitest'
import { checkProof } from '../../scripts/check-proof.ts'
import { permit } from '../../src/adapters/d1/permit.ts'
import { firstIdAt } from '../../src/adapters/ids.ts'
import { sha256 } from '../../src/adapters/sha256.ts'
import { sealProofs } from '../../src/app/proof/seal.ts'
import { sealDueProofs } from '../../src/app/proof/seal-due.ts'
import { chainStart, endOf, sealBlock } from '../../src/domain/proof-chain.ts'
import { createApi } from '../../src/entry/http/api.ts'
import { handleQueue } from '../../src/entry/queue.ts'
import worker from '../../src/index.ts'
import { type ApiWorld, bindings, createApiWorld, type Json, MONDAY_TEN, OTHER } from '../support/api-world.ts'
import { type MadeLead, makeCampaign } from '../support/factory.ts'

const ORG = 'org_local'
const SECOND = 1_000
const MINUTE = 60 * SECOND
const { DB } = bindings

let world: ApiWorld
beforeEach(async () => {
  world = await createApiWorld()
  world.setTime(MONDAY_TEN + 60 * MINUTE)
})

/** The id of the nth attempt: one every 100 ms from ten o'clock on, so that some share their second. */
const idOf = (n: number): string => `${firstIdAt('att', MONDAY_TEN + n * 100)}${String(n).padStart(16, '0')}`

/** Attempts `from` to `to`, as permits write them. */
async function permitMany(from: number, to: number, orgId = ORG): Promise<void> {
  for (let first = from; first <= to; first += 500) {
    const rows = Array.from({ length: Math.min(500, to - first + 1) }, (_, i) => {
      const n = first + i
      const phone = `+1312555${String(n % 10_000).padStart(4, '0')}`
      return { id: idOf(n), at: MONDAY_TEN + n * 100, phone, proof: { zones: ['America/Chicago'], n, wording: '„ja“' } }
    })
    await DB.batch([
      DB.prepare(
        `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at, proof)
         SELECT ?1, value->>'id', 'cmp_a', 'led_a', 'con_a', 'num_a', '+12125550100', value->>'phone', 1, 1, '2026-11-23', value->>'at',
           json(value->'proof') FROM json_each(?2)`,
      ).bind(orgId, JSON.stringify(rows)),
      DB.prepare('UPDATE organizations SET proof_due_at = coalesce(proof_due_at, ?2) WHERE id = ?1').bind(
        orgId,
        rows[0]!.at,
      ),
    ])
  }
}

const seal = (orgId = ORG, most = 20_000) => sealProofs(world.deps, orgId, most)
const run = (sql: string, ...values: unknown[]) =>
  DB.prepare(sql)
    .bind(...values)
    .run()
const blocks = async (orgId = ORG) =>
  (await DB.prepare('SELECT * FROM proof_blocks WHERE org_id = ?1 ORDER BY seq').bind(orgId).all<Json>()).results
const organization = (orgId = ORG): Promise<Json> =>
  DB.prepare('SELECT proof_sealed_to, proof_due_at FROM organizations WHERE id = ?1').bind(orgId).first()

/** All pages together: ends at the end of the chain or at a break. */
async function verify(): Promise<Json> {
  let checked = 0
  for (let cursor = ''; ; ) {
    const found = await world.get(`/compliance/verify${cursor}`)
    checked += found.checked
    if (found.complete) return { ...found, checked }
    expect(found.ok).toBe(true)
    cursor = `?cursor=${found.next_cursor}`
  }
}

describe('sealing', () => {
  it('puts every permit into the chain in the order of the ids, over many blocks and runs', async () => {
    await permitMany(1, 1_200)
    expect(await seal()).toBe(1_200)
    await permitMany(1_201, 1_210)
    expect(await seal()).toBe(10)
    const all = await blocks()
    expect(all.map((it) => [it.seq, it.first_position])).toEqual([
      [1, 1],
      [2, 501],
      [3, 1_001],
      [4, 1_201],
    ])
    const ids = all.flatMap((it) => JSON.parse(it.records).map(([id]: [string]) => id))
    expect(ids).toEqual(Array.from({ length: 1_210 }, (_, i) => idOf(i + 1)))
    expect(await organization()).toEqual({ proof_sealed_to: idOf(1_210), proof_due_at: null })
    expect(await verify()).toMatchObject({ ok: true, checked: 1_210, unsealed: { count: 0 }, broken: null })
  })

  it('leaves what is younger than the lag, keeps it due, and shows it as the tail', async () => {
    await permitMany(1, 100)
    // Attempt 50 was made five seconds after ten.
    world.setTime(MONDAY_TEN + 15 * SECOND)
    expect(await seal()).toBe(49)
    expect(await organization()).toEqual({ proof_sealed_to: idOf(49), proof_due_at: MONDAY_TEN + 5_000 })
    expect(await verify()).toMatchObject({
      ok: true,
      head: { position: 49, attempt_id: idOf(49) },
      unsealed: { count: 51, oldest_at: '2026-11-23T15:00:05.000Z', since_seconds: 10 },
    })
  })

  it('changes nothing when it is done again', async () => {
    await permitMany(1, 10)
    await seal()
    const before = [await blocks(), await organization()]
    expect(await seal()).toBe(0)
    expect([await blocks(), await organization()]).toEqual(before)
  })

  it('is done once when two do it at the same time', async () => {
    await permitMany(1, 2_000)
    const counts = await Promise.all([seal(), seal(), seal()])
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2_000)
    expect(await verify()).toMatchObject({ ok: true, checked: 2_000, head: { position: 2_000 } })
  })

  it('stops when another moved the seal between its reading and its writing', async () => {
    await permitMany(1, 600)
    const { proofs } = world.deps
    let overtaken = 0
    const slow = { ...proofs }
    slow.append = async (orgId, sealedTo, block) => {
      overtaken = await seal()
      return await proofs.append(orgId, sealedTo, block)
    }
    expect(await sealProofs({ ...world.deps, proofs: slow }, ORG, 20_000)).toBe(0)
    expect(overtaken).toBe(600)
    expect(await verify()).toMatchObject({ ok: true, checked: 600 })
  })

  it('goes on where a crash left it', async () => {
    await permitMany(1, 1_200)
    const { proofs } = world.deps
    let writes = 0
    const dying = { ...proofs }
    dying.append = async (orgId, sealedTo, block) => {
      writes += 1
      const written = await proofs.append(orgId, sealedTo, block)
      if (writes === 2) throw new Error('the answer never came')
      return written
    }
    await expect(sealProofs({ ...world.deps, proofs: dying }, ORG, 20_000)).rejects.toThrow()
    expect(await organization()).toMatchObject({ proof_sealed_to: idOf(1_000) })
    expect(await seal()).toBe(200)
    expect(await verify()).toMatchObject({ ok: true, checked: 1_200 })
  })

  it('writes the block and moves the seal, or neither', async () => {
    await permitMany(1, 10)
    // The seal cannot be moved: the block must not stand either.
    await run(
      `CREATE TRIGGER stuck BEFORE UPDATE OF proof_sealed_to ON organizations BEGIN SELECT RAISE(ABORT, 'stuck'); END`,
    )
    await expect(seal()).rejects.toThrow('stuck')
    expect(await blocks()).toEqual([])
    await run('DROP TRIGGER stuck')
    expect(await seal()).toBe(10)
  })

  it('takes no more in one run than it may, and the rest stays due', async () => {
    await permitMany(1, 1_200)
    expect(await seal(ORG, 1_000)).toBe(1_000)
    expect(await organization()).toEqual({
      proof_sealed_to: idOf(1_000),
      proof_due_at: MONDAY_TEN + 100_100,
    })
  })

  it('is no longer due when every permit that made it so was refused', async () => {
    await run('UPDATE organizations SET proof_due_at = 5 WHERE id = ?1', ORG)
    expect(await seal()).toBe(0)
    expect(await organization()).toEqual({ proof_sealed_to: '', proof_due_at: null })
  })

  it('of every organization that waits is started by the queue, and one that fails holds up no other', async () => {
    await permitMany(1, 10)
    await permitMany(1, 5, OTHER.orgId)
    const { proofs } = world.deps
    const failing = { ...proofs }
    failing.append = async (orgId, ...rest) => {
      if (orgId === ORG) throw new Error('no')
      return await proofs.append(orgId, ...rest)
    }
    await sealDueProofs({ ...world.deps, proofs: failing })
    expect(world.logged.map((it) => it.fields.org_id)).toEqual([ORG])
    expect(await organization(OTHER.orgId)).toEqual({ proof_sealed_to: idOf(5), proof_due_at: null })
    let acked = 0
    const message = { id: 'm', attempts: 1, body: { kind: 'seal' }, ack: () => acked++, retry: () => {} }
    await handleQueue({ queue: 'sundial-events', messages: [message] } as never, world.deps)
    expect(acked).toBe(1)
    expect(await organization()).toEqual({ proof_sealed_to: idOf(10), proof_due_at: null })
    expect(await sealDueProofs(world.deps)).toEqual({ organizations: 0, records: 0 })
  })

  it('is started by the clock every minute', async () => {
    await permitMany(1, 10)
    // The Worker has a clock of its own, and these were made before anything it may show.
    await run('UPDATE attempts SET id = ?1 || substr(id, 15)', firstIdAt('att', 1_000))
    await run('UPDATE organizations SET proof_due_at = 1_000 WHERE proof_due_at IS NOT NULL')
    await worker.scheduled(createScheduledController(), bindings)
    expect(await organization()).toMatchObject({ proof_due_at: null })
    expect(await verify()).toMatchObject({ ok: true, checked: 10 })
  })
})

describe('verifying', () => {
  const COUNT = 2_000
  beforeEach(async () => {
    await permitMany(1, COUNT)
    await permitMany(1, 30, OTHER.orgId)
    await seal()
    await seal(OTHER.orgId)
  })

  it('finds nothing in a chain that nobody touched, and says how far it goes', async () => {
    expect(await verify()).toMatchObject({
      ok: true,
      checked: COUNT,
      position_from: 1,
      position_to: COUNT,
      head: { position: COUNT, attempt_id: idOf(COUNT), hash: (await blocks()).at(-1).hash },
      broken: null,
      next_cursor: null,
    })
  })

  it('is untroubled by what the call itself writes later', async () => {
    await run(
      `UPDATE attempts SET state = 'settled', counted = 0, disposition = 'OPT_OUT', summary = 'x', placed_at = 1, settled_at = 2`,
    )
    expect(await verify()).toMatchObject({ ok: true, checked: COUNT })
  })

  // What sorts the ledger is changed upwards here, so that the attempt leaves its place.
  const changes: Record<string, string> = {
    org_id: "'org_locaL'",
    id: "replace(id, '0000000000', '000000000a')",
    campaign_id: "'cmp_b'",
    lead_id: "'led_A'",
    contact_id: "'con_b'",
    number_id: "'num_b'",
    from_e164: "'+12125550101'",
    phone: 'substr(phone, 1, 11) || ((substr(phone, 12) + 1) % 10)',
    pass: '2',
    position: '2',
    day: "'2026-11-24'",
    permitted_at: 'permitted_at + 1',
    proof: "replace(proof, 'America/Chicago', 'America/Chicagp')",
  }
  it.each(Object.entries(changes))(
    'finds one changed byte of %s and names the place',
    { timeout: 30_000 },
    async (column, value) => {
      await run('CREATE TABLE kept AS SELECT * FROM attempts')
      for (const position of [1, 500, 501, 1_234, COUNT]) {
        const change = `UPDATE attempts SET ${column} = ${value} WHERE org_id = ?1 AND id = ?2`
        expect((await run(change, ORG, idOf(position))).meta.changes).toBe(1)
        const kind = column === 'org_id' || column === 'id' ? 'missing' : 'changed'
        expect(await verify()).toMatchObject({
          ok: false,
          checked: position - 1,
          broken: { position, attempt_id: idOf(position), kind },
        })
        await DB.batch([DB.prepare('DELETE FROM attempts'), DB.prepare('INSERT INTO attempts SELECT * FROM kept')])
      }
      expect(await verify()).toMatchObject({ ok: true, checked: COUNT })
    },
  )

  it.each([1, 500, 1_000, COUNT])('finds that the attempt at place %i was deleted', async (position) => {
    await run('DELETE FROM attempts WHERE org_id = ?1 AND id = ?2', ORG, idOf(position))
    expect((await verify()).broken).toMatchObject({ position, attempt_id: idOf(position), kind: 'missing' })
  })

  it('finds that everything was deleted', async () => {
    await run('DELETE FROM attempts WHERE org_id = ?1', ORG)
    expect((await verify()).broken).toMatchObject({ position: 1, kind: 'missing' })
  })

  it.each([
    ['before the first', 'att_0', 1],
    ['in a block', `${idOf(700)}x`, 701],
    ['between two blocks', `${idOf(1_000)}x`, 1_001],
    ['before the last', `${idOf(COUNT - 1)}x`, COUNT],
  ])('finds an attempt that was added %s', async (_where, id, position) => {
    await run(
      `INSERT INTO attempts (org_id, id, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at, proof)
       SELECT org_id, ?3, campaign_id, lead_id, contact_id, number_id, from_e164, phone, pass, position, day, permitted_at, proof
       FROM attempts WHERE org_id = ?1 AND id = ?2`,
      ORG,
      idOf(1),
      id,
    )
    expect((await verify()).broken).toMatchObject({ position, attempt_id: id, kind: 'added' })
  })

  it('finds that two attempts changed places', async () => {
    const [one, other, between] = [idOf(20), idOf(21), 'att_x']
    for (const [from, to] of [
      [one, between],
      [other, one],
      [between, other],
    ])
      await run('UPDATE attempts SET id = ?3 WHERE org_id = ?1 AND id = ?2', ORG, from, to)
    expect((await verify()).broken).toMatchObject({ position: 20, attempt_id: one, kind: 'changed' })
  })

  const records = async (seq: number): Promise<[string, string][]> => JSON.parse((await blocks())[seq - 1].records)
  const setRecords = (seq: number, list: unknown) =>
    run('UPDATE proof_blocks SET records = ?3 WHERE org_id = ?1 AND seq = ?2', ORG, seq, JSON.stringify(list))

  it.each([
    ['seq', 'seq = 9', 501, 'chain'],
    ['first_position', 'first_position = 502', 501, 'chain'],
    ['previous_hash', "previous_hash = 'x' || substr(previous_hash, 2)", 501, 'chain'],
    ['hash', "hash = substr(hash, 1, 42) || '_'", 1_000, 'chain'],
    ['last_id', "last_id = last_id || 'x'", 1_000, 'chain'],
    ['records', 'records = substr(records, 1, 900)', 501, 'chain'],
    ['org_id', "org_id = 'org_x'", 501, 'chain'],
  ])('finds a changed %s of a block', async (_column, change, position, kind) => {
    await run(`UPDATE proof_blocks SET ${change} WHERE org_id = ?1 AND seq = 2`, ORG)
    expect(await verify()).toMatchObject({ ok: false, checked: expect.any(Number), broken: { position, kind } })
  })

  it.each([501, 777, 1_000])(
    'finds a changed hash in a block, and tells it from a changed attempt (%i)',
    async (position) => {
      const list = await records(2)
      list[position - 501]![1] = list[position - 501]![1].replace(/.$/, (last) => (last === 'A' ? 'E' : 'A'))
      await setRecords(2, list)
      expect((await verify()).broken).toMatchObject({ position, attempt_id: idOf(position), kind: 'chain' })
    },
  )

  it('finds records that changed places, or that were taken out of a block', async () => {
    const list = await records(3)
    await setRecords(3, [list[0], list[2], list[1], ...list.slice(3)])
    expect((await verify()).broken).toMatchObject({ position: 1_002, attempt_id: idOf(1_002), kind: 'out_of_order' })
    await setRecords(3, [list[0], ...list.slice(2)])
    expect((await verify()).broken).toMatchObject({ position: 1_002, attempt_id: idOf(1_002) })
  })

  it.each([1, 2, 4])('finds that block %i is gone', async (seq) => {
    await run('DELETE FROM proof_blocks WHERE org_id = ?1 AND seq = ?2', ORG, seq)
    expect((await verify()).broken).toMatchObject({ position: (seq - 1) * 500 + 1, kind: 'chain' })
  })

  it('finds that two blocks changed places', async () => {
    for (const [from, to] of [
      [2, 99],
      [3, 2],
      [99, 3],
    ])
      await run('UPDATE proof_blocks SET seq = ?3 WHERE org_id = ?1 AND seq = ?2', ORG, from, to)
    expect((await verify()).broken).toMatchObject({ position: 501, kind: 'chain' })
  })

  it('finds that all blocks are gone, or that the seal was moved', async () => {
    await run('UPDATE organizations SET proof_sealed_to = ?2 WHERE id = ?1', ORG, idOf(COUNT + 9))
    expect((await verify()).broken).toMatchObject({ position: COUNT + 1, kind: 'chain' })
    await run('UPDATE organizations SET proof_sealed_to = ?2 WHERE id = ?1', ORG, idOf(COUNT - 9))
    expect((await verify()).broken).toMatchObject({ position: COUNT + 1, kind: 'chain' })
    await run('DELETE FROM proof_blocks WHERE org_id = ?1', ORG)
    expect((await verify()).broken).toMatchObject({ position: 1, kind: 'chain' })
  })

  it('still finds a block that was deleted once the chain has gone on without it', async () => {
    await run('DELETE FROM proof_blocks WHERE org_id = ?1 AND seq = 4', ORG)
    await permitMany(COUNT + 1, COUNT + 5)
    expect(await seal()).toBe(5)
    expect(world.logged.map((it) => it.message)).toEqual(['proof.chain_torn'])
    expect((await verify()).broken).toMatchObject({ position: 1_501, attempt_id: idOf(1_501), kind: 'added' })
  })

  it('names the first of several breaks', async () => {
    await run('DELETE FROM proof_blocks WHERE org_id = ?1 AND seq = 3', ORG)
    await run("UPDATE attempts SET proof = '{}' WHERE org_id = ?1 AND id IN (?2, ?3)", ORG, idOf(40), idOf(900))
    await run('DELETE FROM attempts WHERE org_id = ?1 AND id = ?2', ORG, idOf(41))
    expect((await verify()).broken).toMatchObject({ position: 40, kind: 'changed' })
  })

  it('sees nothing of another organization, and is not disturbed by it', async () => {
    await run("UPDATE attempts SET proof = '{}' WHERE org_id = ?1", OTHER.orgId)
    await run('UPDATE proof_blocks SET hash = ?2 WHERE org_id = ?1', OTHER.orgId, 'x')
    expect(await verify()).toMatchObject({ ok: true, checked: COUNT })
    expect((await blocks())[0].previous_hash).not.toBe((await blocks(OTHER.orgId))[0].previous_hash)
    const page = await world.get('/compliance/proofs?limit=200')
    expect(new Set(page.data.map((it: Json) => it.id)).size).toBe(200)
    expect((await world.get(`/compliance/proofs?phone=${encodeURIComponent('+13125550001')}`)).data).toHaveLength(1)
  })

  it.each(['abc', '0', '-1', '1.5', '77', '999999999999999'])('refuses the cursor %s', async (cursor) => {
    expect((await world.request('GET', `/compliance/verify?cursor=${cursor}`)).status).toBe(400)
  })
})

describe('verifying page by page', () => {
  it('goes on where it stopped', async () => {
    const count = 5_050
    await permitMany(1, count)
    let end = await chainStart(sha256, ORG)
    const statements: D1PreparedStatement[] = []
    for (const fields of await world.deps.proofs.readLedger(ORG, '', idOf(count), count)) {
      const block = await sealBlock(sha256, end, [fields], MONDAY_TEN)
      end = endOf(block, 1)
      statements.push(
        DB.prepare(
          `INSERT INTO proof_blocks (org_id, seq, first_position, records, previous_hash, hash, last_id, sealed_at)
           VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, ?7)`,
        ).bind(ORG, block.seq, block.records, block.previousHash, block.hash, block.lastId, block.sealedAt),
      )
    }
    await DB.batch(statements)
    await run('UPDATE organizations SET proof_sealed_to = ?2 WHERE id = ?1', ORG, idOf(count))
    const first = await world.get('/compliance/verify')
    expect(first).toMatchObject({ ok: true, complete: false, checked: 5_000, position_from: 1, position_to: 5_000 })
    await run('UPDATE attempts SET pass = 2 WHERE id = ?1', idOf(5_020))
    expect(await world.get(`/compliance/verify?cursor=${first.next_cursor}`)).toMatchObject({
      ok: false,
      complete: true,
      checked: 19,
      position_from: 5_001,
      position_to: 5_020,
      broken: { position: 5_020 },
    })
  })
})

describe('a permit that comes late', () => {
  it('is refused behind the seal; one that comes in time is given, and sealed next', async () => {
    const campaign = await makeCampaign({ orgId: ORG, leads: 2 })
    const ask = (lead: MadeLead, attemptId: string) =>
      permit(
        DB,
        {
          orgId: ORG,
          campaignId: campaign.id,
          settingsVersion: 1,
          complianceVersion: 1,
          maxAttemptsPerPhonePerDay: 3,
          maxCallsPerNumberPerDay: 100,
          now: world.deps.clock.now(),
          attemptsSince: MONDAY_TEN,
          numberIds: campaign.numberIds,
        },
        [
          {
            attemptId,
            leadId: lead.id,
            seq: lead.seq,
            contactId: lead.contactId,
            numberId: campaign.numberIds[0]!,
            from: '+12125550100',
            phone: lead.phones[0]!,
            pass: 1,
            position: 1,
            contactVersion: 1,
            phones: lead.phones,
            caps: [],
            day: '2026-11-23',
            proof: { zones: ['America/New_York'] },
          },
        ],
      )
    await permitMany(1, 10)
    await seal()
    const [one, other] = campaign.leads as [MadeLead, MadeLead]
    for (const id of ['att_0', `${idOf(5)}x`, `${idOf(9)}x`])
      expect((await ask(one, id)).refused.get(id) ?? 'permitted').toEqual({ reason: 'late' })
    expect(await organization()).toMatchObject({ proof_due_at: world.deps.clock.now() })
    expect((await ask(other, idOf(11))).permitted).toEqual(new Set([idOf(11)]))
    expect(await seal()).toBe(1)
    expect(await verify()).toMatchObject({ ok: true, checked: 11, head: { attempt_id: idOf(11) } })
  })
})

describe('proofs', () => {
  beforeEach(async () => {
    await permitMany(1, 600)
    await seal()
    await permitMany(601, 620)
  })

  it('are looked up by phone and time, as people write the phone, with their place in the chain', async () => {
    const query = new URLSearchParams({
      phone: '(312) 555-0501',
      from: '2026-11-23T10:00:00-05:00',
      to: '2026-11-23T10:59:00-05:00',
    })
    const { data } = await world.get(`/compliance/proofs?${query}`)
    const list = JSON.parse((await blocks())[1].records)
    expect(data).toMatchObject([
      {
        id: idOf(501),
        to: '+13125550501',
        proof: { n: 501, wording: '„ja“' },
        sealed: { position: 501, hash: list[0][1], previous_hash: (await blocks())[0].hash },
      },
    ])
    query.set('from', '2026-11-23T15:00:50.101Z')
    expect((await world.get(`/compliance/proofs?${query}`)).data).toEqual([])
    expect((await world.request('GET', '/compliance/proofs?phone=abc')).status).toBe(422)
  })

  it('are listed newest first, page by page, also of one campaign; what waits has no place yet', async () => {
    const seen: Json[] = []
    for (let cursor = ''; ; ) {
      const page = await world.get(`/compliance/proofs?campaign_id=cmp_a&limit=200${cursor}`)
      seen.push(...page.data)
      if (page.next_cursor === null) break
      cursor = `&cursor=${page.next_cursor}`
    }
    expect(seen.map((it) => it.id)).toEqual(Array.from({ length: 620 }, (_, i) => idOf(620 - i)))
    expect(seen.filter((it) => it.sealed === null).map((it) => it.id)).toHaveLength(20)
    expect(seen.slice(20).map((it) => it.sealed.position)).toEqual(Array.from({ length: 600 }, (_, i) => 600 - i))
    expect((await world.get('/compliance/proofs?campaign_id=cmp_b')).data).toEqual([])
  })

  async function download(query = ''): Promise<{ text: string; headers: Headers }> {
    const answer = await createApi(() => world.deps).request(
      `/compliance/proofs/export${query}`,
      { headers: { Authorization: 'Bearer sundial_local_key' } },
      bindings,
    )
    expect(answer.status).toBe(200)
    return { text: new TextDecoder().decode(await answer.arrayBuffer()), headers: answer.headers }
  }

  it('are exported so that the recipe of docs/proof.md confirms each, and finds each change', async () => {
    await seal()
    const { text, headers } = await download()
    expect(headers.get('Content-Type')).toBe('application/x-ndjson')
    const lines = text.trim().split('\n')
    expect(lines).toHaveLength(622)
    expect(checkProof(text)).toEqual([])
    const tampered = lines.map((line, index) =>
      index === 7 ? line.replace('America/Chicago', 'America/Denver') : line,
    )
    expect(checkProof(tampered.join('\n'))).toEqual([`${idOf(614)} was changed`])
    expect(checkProof(lines.slice(0, 100).join('\n'))).toEqual(['the file is cut off'])
    const rehung = lines.map((line, index) =>
      index === 9 ? line.replace(/"previous_hash":"./, '"previous_hash":"!') : line,
    )
    expect(checkProof(rehung.join('\n'))).toContain('the chain is broken at 611')
  })

  it('are exported of one phone, and say what is not sealed yet', async () => {
    const { text } = await download('?phone=3125550610')
    const [chain, attempt, end] = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(chain).toMatchObject({ type: 'chain', org_id: ORG, head: { position: 600 } })
    expect(attempt).toMatchObject({ type: 'attempt', fields: { id: idOf(610), phone: '+13125550610' } })
    expect(end).toEqual({ type: 'end', attempts: 1, next_cursor: null })
    expect(checkProof(text)).toEqual([`${idOf(610)} is not sealed yet`])
  })

  it('show their place with the conversation', async () => {
    const list = JSON.parse((await blocks())[0].records)
    expect((await world.get(`/conversations/${idOf(2)}`)).sealed).toMatchObject({
      position: 2,
      hash: list[1][1],
      previous_hash: list[0][1],
    })
    expect((await world.get(`/conversations/${idOf(620)}`)).sealed).toBeNull()
  })

  it('stay readable when one of them was broken', async () => {
    await run("UPDATE attempts SET proof = '{' WHERE org_id = ?1 AND id = ?2", ORG, idOf(620))
    expect((await world.get('/compliance/proofs?limit=2')).data.map((it: Json) => it.proof)).toMatchObject([
      null,
      { n: 619 },
    ])
  })
})
