import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64url')

/** Recomputes every hash of an export; returns what is wrong, line by line. */
export function checkProof(text: string): string[] {
  const [chain, ...rest] = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  const end = rest.pop()
  const wrong: string[] = []
  if (end?.type !== 'end' || end.attempts !== rest.length) return ['the file is cut off']
  const byPosition = new Map<number, string>([[0, sha256(`sundial proof chain of ${chain.org_id}`)]])
  if (chain.head) byPosition.set(chain.head.position, chain.head.hash)
  for (const { fields: f, position, hash, previous_hash, erased_at } of rest) {
    const sealed = [f.org_id, f.id, f.campaign_id, f.lead_id, f.contact_id, f.number_id, f.from_e164, f.phone]
    sealed.push(f.pass, f.position, f.day, f.permitted_at, f.proof)
    if (position === undefined) wrong.push(`${f.id} is not sealed yet`)
    // Whose person asked to be forgotten has no phone and no proof any more; the records round it prove its hash.
    else if (erased_at !== undefined && f.phone === '') console.log(`${f.id} was erased: ${f.proof}`)
    else if (hash !== sha256(previous_hash + sha256(JSON.stringify(sealed)))) wrong.push(`${f.id} was changed`)
    // Neighbours in the chain must name the same hash between them.
    for (const [at, known] of [
      [position, hash],
      [position - 1, previous_hash],
    ])
      if (at >= 0 && (byPosition.get(at) ?? known) !== known) wrong.push(`the chain is broken at ${at}`)
      else if (at >= 0) byPosition.set(at, known)
  }
  return wrong
}

if (process.argv[1]?.endsWith('check-proof.ts')) {
  const wrong = checkProof(readFileSync(process.argv[2]!, 'utf8'))
  console.log(wrong.length === 0 ? 'Every hash is right.' : wrong.join('\n'))
}
