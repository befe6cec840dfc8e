import { expect, test } from 'vitest'
import list from '/work/main/test/support/leads-5000.csv?raw'
import { env, ImportWorld } from '/work/main/test/support/import-world.ts'
import { readRecords } from '/work/main/src/app/imports/read-records.ts'
const tick = () => env.DB.prepare('SELECT 1').first()
test('bench', {timeout: 300000}, async () => {
  const world = new ImportWorld()
  for (const n of [5000, 5000, 50000, 100000]) {
    await world.prepare()
    let text = list
    if (n > 5000) { const rows=[]; for (let i=0;i<n;i++) { const a=200+Math.floor(i/8000)*7+ (i%7===0?0:0); rows.push(`Person ${i},+1${String(201+Math.floor(i/10000)).padStart(3,'0')}${200+ (Math.floor(i/10)%700)}${String(Math.floor(i*7919)%10000).padStart(4,'0')},,${i%3?'':`lead${i}@example.com`},${i},"12 ""Old"" Road, Apt ${i}",CASE-${i}`) } text='name,phone1,phone2,email,amount,address,case number\n'+rows.join('\n')+'\n' }
    const bytes = new TextEncoder().encode(text)
    await tick(); let t = performance.now()
    const r = readRecords(bytes, {delimiter:',',line:1,atEnd:true,maxEntries:1e9}); await tick()
    const parse = performance.now()-t
    t = performance.now()
    const id = await world.upload(text); const up = performance.now()-t
    t = performance.now(); await world.drain(); const took = performance.now()-t
    const e = await world.find(id)
    console.log(JSON.stringify({n, bytes: bytes.length, parseMs: parse, uploadMs: up, importMs: took, rowsPerS: Math.round(e.processed/took*1000), ratio: took/parse, status: e.status, created: e.created, dup: e.duplicate, chunks: e.chunk, failure: e.failure}))
  }
})
