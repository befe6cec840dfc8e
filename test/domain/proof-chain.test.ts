import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  canonicalText,
  chainStart,
  endOf,
  linkHash,
  type ProofBlock,
  readBlock,
  type SealedFields,
  sealBlock,
} from '../../src/domain/proof-chain.ts'

const hash = async (text: string): Promise<string> => createHash('sha256').update(text).digest('base64url')

const fields = (n: number): SealedFields => ({
  orgId: 'org_a',
  id: `att_${n}`,
  campaignId: 'cmp_a',
  leadId: 'led_a',
  contactId: 'con_a',
  numberId: 'num_a',
  from: '+12125550100',
  phone: '+13125550100',
  pass: 1,
  position: 2,
  day: '2026-11-23',
  permittedAt: 1_795_446_000_000,
  proof: '{"zones":["America/New_York"],"says":"\\"ä\\u001f"}',
})
const three = [fields(1), fields(2), fields(3)]

async function twoBlocks(): Promise<[ProofBlock, ProofBlock]> {
  const first = await sealBlock(hash, await chainStart(hash, 'org_a'), three, 7)
  return [first, await sealBlock(hash, endOf(first, 3), [fields(4), fields(5)], 8)]
}

describe('a sealed record', () => {
  it('is written the one way that docs/proof.md tells', () => {
    expect(canonicalText(fields(1))).toBe(
      '["org_a","att_1","cmp_a","led_a","con_a","num_a","+12125550100","+13125550100",1,2,"2026-11-23",1795446000000,"{\\"zones\\":[\\"America/New_York\\"],\\"says\\":\\"\\\\\\"ä\\\\u001f\\"}"]',
    )
  })

  it('never reads like another one, wherever a text is cut', () => {
    const one = { ...fields(1), leadId: 'a","b', contactId: 'c' }
    const other = { ...fields(1), leadId: 'a', contactId: 'b","c' }
    expect(canonicalText(one)).not.toBe(canonicalText(other))
  })

  it('keeps its hash for good: this one was written down when the chain was made', async () => {
    const { hash: start } = await chainStart(hash, 'org_a')
    expect(start).toBe(createHash('sha256').update('sundial proof chain of org_a').digest('base64url'))
    expect(await linkHash(hash, start, fields(1))).toBe('5MYneWKHWR6qXyvpj9yDGktOqCTuG3-dtooYDtvaI0g')
  })
})

describe('a block', () => {
  it('links every record to the one before, and the next block to its last', async () => {
    const [first, second] = await twoBlocks()
    const start = await chainStart(hash, 'org_a')
    const one = await linkHash(hash, start.hash, fields(1))
    const two = await linkHash(hash, one, fields(2))
    const last = await linkHash(hash, two, fields(3))
    expect(JSON.parse(first.records)).toEqual([
      ['att_1', one],
      ['att_2', two],
      ['att_3', last],
    ])
    expect(first).toMatchObject({ seq: 1, firstPosition: 1, previousHash: start.hash, hash: last, lastId: 'att_3' })
    expect(second).toMatchObject({ seq: 2, firstPosition: 4, previousHash: last, lastId: 'att_5', sealedAt: 8 })
  })

  it('is read back with its places', async () => {
    const [first, second] = await twoBlocks()
    const read = readBlock(second, endOf(first, 3))
    expect(read.broken).toBeNull()
    expect(read.records.map((it) => [it.position, it.attemptId, it.closing])).toEqual([
      [4, 'att_4', null],
      [5, 'att_5', second.hash],
    ])
    expect(read.records[0]!.previousHash).toBe(first.hash)
  })

  const swapped = (block: ProofBlock): string => JSON.stringify(JSON.parse(block.records).reverse())
  it.each<[string, (block: ProofBlock) => Partial<ProofBlock>, object]>([
    ['another place in the row of blocks', () => ({ seq: 3 }), { position: 4, kind: 'chain', attemptId: null }],
    ['another first place', () => ({ firstPosition: 5 }), { position: 4, kind: 'chain', attemptId: 'att_4' }],
    ['another hash before it', () => ({ previousHash: 'x' }), { position: 4, kind: 'chain' }],
    ['another hash at its end', () => ({ hash: 'x' }), { position: 5, kind: 'chain', attemptId: 'att_5' }],
    ['another last attempt', () => ({ lastId: 'att_6' }), { position: 5, kind: 'chain', attemptId: 'att_5' }],
    ['records that are no JSON', () => ({ records: '[' }), { position: 4, kind: 'chain', attemptId: null }],
    ['records of another form', () => ({ records: '[["att_4"]]' }), { position: 4, kind: 'chain' }],
    ['no records', () => ({ records: '[]' }), { position: 4, kind: 'chain' }],
    ['its records turned round', (it) => ({ records: swapped(it) }), { position: 5, kind: 'out_of_order' }],
  ])('with %s is found out', async (_name, change, expected) => {
    const [first, second] = await twoBlocks()
    const read = readBlock({ ...second, ...change(second) }, endOf(first, 3))
    expect(read.broken).toMatchObject(expected)
  })
})

describe('docs/proof.md', () => {
  it('shows the script as it is', () => {
    const [, shown] = /```ts\n([\s\S]*?)```/.exec(readFileSync('docs/proof.md', 'utf8')) ?? []
    expect(shown).toBe(readFileSync('scripts/check-proof.ts', 'utf8'))
  })
})
