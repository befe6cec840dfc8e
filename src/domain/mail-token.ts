/** The address of a campaign's mailbox: `import+<token>@<domain>`. */

/** RFC 4648 base 32 in lower case: nothing that a mail program or a person could change on the way. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'
/** 130 bits. */
const LENGTH = 26
const ADDRESS = new RegExp(`^import\\+([${ALPHABET}]{${LENGTH}})@([^@\\s]+)$`)

/** @param random at least 26 bytes of chance */
export function mailToken(random: Uint8Array): string {
  let token = ''
  for (let i = 0; i < LENGTH; i++) token += ALPHABET[random[i]! & 31]
  return token
}

export function mailboxAddress(token: string, domain: string): string {
  return `import+${token}@${domain}`
}

/** The token in an address, or null when it is not of this kind or of another domain. */
export function readToken(address: string, domain: string): string | null {
  const [, token, host] = ADDRESS.exec(address.trim().replace(/^<|>$/g, '').toLowerCase()) ?? []
  return token !== undefined && host === domain ? token : null
}
