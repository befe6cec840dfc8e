/** Leads named to the screens in one message; above this a screen reads its page again anyway. */
export const NAMED_LEADS = 200

/** Leads whose state changed since the last message: no more than are named, however many a bulk change touches. */
export class ChangedLeads extends Set<string> {
  override add(leadId: string): this {
    return this.size < NAMED_LEADS ? super.add(leadId) : this
  }
}
