/** Why a file cannot be read as a list, in a sentence that says what to do. Thrown while it is streamed, caught where it is opened. */
export class ListError extends Error {}

/** What is read, or the sentence of the refusal. Anything else that goes wrong is thrown on. */
export async function orFailure<T extends object>(
  read: () => Promise<T>,
): Promise<({ ok: true } & T) | { ok: false; failure: string }> {
  try {
    return { ok: true, ...(await read()) }
  } catch (error) {
    if (error instanceof ListError) return { ok: false, failure: error.message }
    throw error
  }
}
