/**
 * Where a webhook may be sent. The address comes from outside and our own network sends the request, so it must not lead into that
 * network (server-side request forgery). Only a plain public name over https passes: no IP address in any spelling, no port, no
 * credentials. Names are not looked up here: on Cloudflare a Worker's fetch reaches the public internet only, whatever a name resolves to.
 */
export type WebhookUrlVerdict = { ok: true; url: string } | { ok: false; because: string }

const MAX_LENGTH = 2048
/** RFC 6761, 6762, 7686, 8375 and what companies call their own networks; the last ones answer with whatever address the name spells. */
const INTERNAL_SUFFIXES = [
  ...['localhost', 'local', 'localdomain', 'internal', 'intranet', 'private', 'corp', 'lan', 'home', 'home.arpa'],
  ...['arpa', 'onion', 'invalid', 'test', 'example', 'cluster.local'],
  ...['nip.io', 'sslip.io', 'xip.io', 'localtest.me', 'lvh.me', 'vcap.me'],
]
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/
/** A name that ends in a number is an IPv4 address to every URL parser: 127.1, 2130706433, 0x7f.1. So the last label begins with a letter. */
const LAST_LABEL = /^[a-z][a-z0-9-]*[a-z0-9]$/
const LOCAL_HOST = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d{1,5})?$/

/** @param options.allowLocal this very machine may be told too, over http and on any port: only while the sandbox is on */
export function checkWebhookUrl(text: string, options: { allowLocal: boolean }): WebhookUrlVerdict {
  const refuse = (because: string): WebhookUrlVerdict => ({ ok: false, because })
  if (text.length > MAX_LENGTH) return refuse(`may have ${MAX_LENGTH} characters`)
  // Parsers drop tabs and line breaks and take a backslash for a slash; whoever sends them wants to be read differently later.
  if (!/^[\x21-\x7e]+$/.test(text) || text.includes('\\'))
    return refuse('must be a plain URL without spaces, backslashes or characters beyond ASCII')
  const parts = /^(https?):\/\/([^/?#]*)([/?][^#]*)?$/i.exec(text)
  if (!parts) return refuse('must be an https URL without a fragment')
  const scheme = parts[1]!.toLowerCase()
  const authority = parts[2]!.toLowerCase()
  const rest = parts[3] ?? '/'
  if (authority.includes('@')) return refuse('must not carry a user name or password')
  if (options.allowLocal && LOCAL_HOST.test(authority)) return { ok: true, url: `${scheme}://${authority}${rest}` }
  if (scheme !== 'https') return refuse('must begin with https://')
  if (/:443$/.test(authority)) return checkWebhookUrl(`https://${authority.slice(0, -4)}${rest}`, { allowLocal: false })
  if (authority.includes(':'))
    return refuse('must not name a port or an IP address: webhooks go to a host name on port 443')
  const labels = authority.split('.')
  if (authority.length > 253 || labels.length < 2 || !labels.every((label) => LABEL.test(label)))
    return refuse('must name a public host, such as hooks.example.com; an international name in its xn-- spelling')
  if (!LAST_LABEL.test(labels.at(-1)!)) return refuse('must name a host, not an IP address')
  const internal = INTERNAL_SUFFIXES.find((suffix) => authority === suffix || authority.endsWith(`.${suffix}`))
  if (internal) return refuse(`must be reachable from the internet; .${internal} is not`)
  return { ok: true, url: `https://${authority}${rest}` }
}
