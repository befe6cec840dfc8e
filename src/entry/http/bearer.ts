/** The key of `Authorization: Bearer <key>`; null without one. */
export function readBearer(request: Request): string | null {
  return /^Bearer\s+(\S+)\s*$/i.exec(request.headers.get('Authorization') ?? '')?.[1] ?? null
}

/** Takes as long for a key that is nearly right as for one that is not; digests, because the lengths may differ. */
export async function isSameKey(given: string, key: string): Promise<boolean> {
  const encoder = new TextEncoder()
  const [a, b] = await Promise.all([given, key].map((text) => crypto.subtle.digest('SHA-256', encoder.encode(text))))
  return crypto.subtle.timingSafeEqual(a!, b!)
}
