/** Filled by the import feature. */
export type ImportStore = Record<string, never>
