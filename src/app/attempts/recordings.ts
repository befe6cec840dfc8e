/** A recording being read from the carrier. */
export interface Recording {
  status: 200 | 206
  body: ReadableStream
  contentType: string
  /** Absent when the carrier does not say. */
  headers: { 'content-length'?: string; 'content-range'?: string; 'accept-ranges'?: string }
}

/** The carrier's store of recordings. */
export interface Recordings {
  /** null when the address is not the carrier's, or nothing is there any more. `range` is the Range header of the listener, for seeking. */
  open(url: string, range: string | null): Promise<Recording | null>
  /** Has it deleted for good; false when its address does not say which it is, or the carrier refuses. Throws when the carrier is away. */
  remove(url: string): Promise<boolean>
}
