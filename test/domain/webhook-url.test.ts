import { describe, expect, it } from 'vitest'
import { checkWebhookUrl } from '../../src/domain/webhook-url.ts'

const strict = { allowLocal: false }

describe('the address of a webhook', () => {
  it.each([
    ['https://hooks.example.com', 'https://hooks.example.com/'],
    ['https://hooks.example.com/a/b?c=d&e=%20', 'https://hooks.example.com/a/b?c=d&e=%20'],
    ['HTTPS://Hooks.Example.COM/Path', 'https://hooks.example.com/Path'],
    ['https://example.com:443/x', 'https://example.com/x'],
    ['https://xn--mnchen-3ya.de/x', 'https://xn--mnchen-3ya.de/x'],
    ['https://a.b.c.example.co.uk?x', 'https://a.b.c.example.co.uk?x'],
    ['https://10.example.com/', 'https://10.example.com/'],
    ['https://localhost.example.com/', 'https://localhost.example.com/'],
  ])('%s is one', (given, kept) => {
    expect(checkWebhookUrl(given, strict)).toEqual({ ok: true, url: kept })
    // What was kept is checked again before each delivery.
    expect(checkWebhookUrl(kept, strict)).toEqual({ ok: true, url: kept })
  })

  it.each([
    // another protocol
    ...['http://example.com', 'ftp://example.com', 'file:///etc/passwd', 'javascript:alert(1)', 'data:text/plain,x'],
    ...['//example.com', 'example.com', '', 'https:example.com', 'https:/example.com', 'https:///example.com'],
    // who else is meant
    ...['https://user@example.com', 'https://user:pass@example.com', 'https://example.com@127.0.0.1/'],
    ...['https://example.com#@127.0.0.1', 'https://example.com\\@127.0.0.1/', 'https://127.0.0.1\\.example.com/'],
    // other ports
    ...['https://example.com:22', 'https://example.com:8443', 'https://example.com:0443', 'https://example.com:'],
    // IPv4, in every spelling of the URL standard
    ...['https://127.0.0.1', 'https://127.1', 'https://127.0.1', 'https://2130706433', 'https://0x7f000001'],
    ...['https://0x7f.0.0.1', 'https://0177.0.0.1', 'https://017700000001', 'https://127.0.0.0x1', 'https://1.1.1.1'],
    ...['https://0', 'https://0.0.0.0', 'https://10.0.0.1', 'https://172.16.0.1', 'https://192.168.1.1'],
    ...['https://169.254.169.254/latest/meta-data/', 'https://100.64.0.1', 'https://127.0.0.1.', 'https://a.0x7f'],
    // IPv6: loopback, mapped, unique local, link-local, metadata
    ...[
      'https://[::1]',
      'https://[::ffff:127.0.0.1]',
      'https://[::ffff:7f00:1]',
      'https://[fd00::1]',
      'https://[fe80::1]',
    ],
    ...['https://[fd00:ec2::254]/latest', 'https://[2606:4700::1111]', 'https://[::]'],
    // digits and dots of other alphabets become plain ones in a URL parser
    ...['https://１２７.0.0.1', 'https://127。0。0。1', 'https://ⓔxample.com', 'https://münchen.de'],
    ...['https://%31%32%37.0.0.1', 'https://127.0.0.1%2eexample.com'],
    // what parsers drop
    ...['https://exa\tmple.com', 'https://example.com\n', ' https://example.com', 'https://example.com/a b'],
    // names of inside
    ...[
      'https://localhost',
      'https://localhost/',
      'https://LOCALHOST',
      'https://api.localhost',
      'https://printer.local',
    ],
    ...[
      'https://metadata.google.internal',
      'https://db.internal',
      'https://intranet',
      'https://router.lan',
      'https://x.home.arpa',
    ],
    ...['https://kubernetes.default.svc.cluster.local', 'https://service', 'https://1.0.0.127.in-addr.arpa'],
    // names that spell an address
    ...['https://127.0.0.1.nip.io', 'https://10-0-0-1.sslip.io', 'https://app.localtest.me', 'https://lvh.me'],
    // no names at all
    ...[
      'https://',
      'https://.',
      'https://.com',
      'https://a..com',
      'https://-a.com',
      'https://a-.com',
      'https://a_b.com',
    ],
    ...[
      'https://example.com.',
      'https://example.c',
      `https://${'a'.repeat(64)}.com`,
      `https://example.com/${'a'.repeat(2048)}`,
    ],
  ])('%j is none', (given) => {
    expect(checkWebhookUrl(given, strict)).toMatchObject({ ok: false })
  })

  it.each(['http://localhost:9999/hook', 'http://127.0.0.1:8080/', 'http://[::1]:3000/', 'https://localhost/'])(
    '%s is one while the sandbox is on, and only then',
    (url) => {
      expect(checkWebhookUrl(url, { allowLocal: true })).toEqual({ ok: true, url })
      expect(checkWebhookUrl(url, strict).ok).toBe(false)
    },
  )

  it.each([
    ...['http://127.0.0.2/', 'http://169.254.169.254/', 'http://localhost.example.com/', 'http://localhost@10.0.0.1/'],
    ...['http://0.0.0.0:8787/', 'http://localhost:8787:80/', 'http://192.168.0.1/', 'http://2130706433/'],
  ])('%s is none in the sandbox either', (url) => {
    expect(checkWebhookUrl(url, { allowLocal: true }).ok).toBe(false)
  })

  it('means to us what it means to the parser that sends the request', () => {
    for (const text of [
      'https://Hooks.Example.com:443/a?b',
      'https://xn--mnchen-3ya.de',
      'https://a.b.example.org/%2e%2e/x',
    ]) {
      const verdict = checkWebhookUrl(text, strict)
      if (!verdict.ok) throw new Error(`${text}: ${verdict.because}`)
      expect(new URL(verdict.url).hostname).toBe(new URL(text).hostname)
      expect(new URL(verdict.url)).toMatchObject({ protocol: 'https:', port: '', username: '', password: '' })
    }
  })
})
