/** The id of an attempt is made and permitted within the same round of a campaign; this much (real ms) is more than any takes. */
export const ID_SLACK_MS = 600_000
