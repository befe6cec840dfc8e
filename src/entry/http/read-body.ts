import { AppError } from '../../domain/errors.ts'
import { chunksOf, readText } from './multipart.ts'

/** The body as text, or null when it is too large: no more of it is read than it may have, whatever it says of its length. */
export async function readBody(request: Request, maxBytes: number): Promise<string | null> {
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) return null
  if (request.body === null) return ''
  try {
    return await readText(chunksOf(request.body), maxBytes)
  } catch (error) {
    if (error instanceof AppError && error.code === 'too_large') return null
    throw error
  }
}
