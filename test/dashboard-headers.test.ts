import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'

/** What browsers are told of the dashboard's files, which are served without passing through the Worker. */

const rules = readFileSync('web/public/_headers', 'utf8')
const [, ...lines] = rules.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
const headers = new Map(
  lines.map((line) => {
    const [, name, value] = /^ {2}([A-Za-z-]+): (.+)$/.exec(line) ?? []
    return [name, value] as const
  }),
)
const policy = new Map(
  (headers.get('Content-Security-Policy') ?? '').split('; ').map((it) => {
    const [directive, ...sources] = it.split(' ')
    return [directive, sources] as const
  }),
)

/** Looked at one by one: none of them takes an address from a list, a call or a person. */
const KNOWN_ADDRESSES = ['api/client.ts', 'components/conversation-details.tsx', 'components/rule-sources.tsx']

describe('the dashboard', () => {
  it('may run its own scripts only, whatever gets into its pages', () => {
    expect(rules).toMatch(/^\/\*$/m)
    expect(policy.get('default-src')).toEqual(["'none'"])
    expect(policy.get('script-src')).toEqual(["'self'"])
    expect(policy.get('connect-src')).toEqual(["'self'"])
    expect(policy.get('base-uri')).toEqual(["'none'"])
  })

  it('can be framed by nobody, and is what it says it is', () => {
    expect(policy.get('frame-ancestors')).toEqual(["'none'"])
    for (const name of ['X-Content-Type-Options', 'X-Frame-Options', 'Referrer-Policy', 'Strict-Transport-Security'])
      expect(headers.get(name), name).toBeTruthy()
  })

  it('says of its files what the Worker says of its answers', () => {
    const worker = readFileSync('src/entry/http/security-headers.ts', 'utf8')
    for (const name of ['X-Content-Type-Options', 'X-Frame-Options', 'Referrer-Policy', 'Cross-Origin-Resource-Policy'])
      expect(worker).toContain(`'${name}': '${headers.get(name)}'`)
    expect(worker).toContain(`'${headers.get('Strict-Transport-Security')}'`)
  })

  it('has no script in its page that the policy would refuse', () => {
    const page = readFileSync('web/index.html', 'utf8')
    expect(page.match(/<script\b(?![^>]*\bsrc=)/g)).toBeNull()
    expect(page).not.toMatch(/\son\w+=|javascript:/)
  })

  it('turns no text into markup, code or an address', () => {
    const files = readdirSync('web/src', { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file))
    expect(files.length).toBeGreaterThan(50)
    const text = (file: string) => readFileSync(`web/src/${file}`, 'utf8')
    const wrong =
      /dangerouslySetInnerHTML|innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcDoc/
    expect(files.filter((file) => wrong.test(text(file)))).toEqual([])
    // Addresses that are not written here: the sources of rules, which are constants of the product, and files in memory.
    const made = files.filter((file) =>
      /\b(?:href|src)=\{|\.(?:href|src) = |window\.open|location\.(?:assign|replace)/.test(text(file)),
    )
    expect(made.sort()).toEqual(KNOWN_ADDRESSES)
  })
})
