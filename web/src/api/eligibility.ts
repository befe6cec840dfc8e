/** Shapes only: the criteria of a campaign travel with its settings, what spoke against somebody with the lead. */

export type ConditionOp =
  | 'is'
  | 'is_not'
  | 'contains'
  | 'not_contains'
  | 'starts_with'
  | 'in'
  | 'not_in'
  | 'exists'
  | 'not_exists'
  | 'gt'
  | 'gte'
  | 'lt'
  | 'lte'

export interface Condition {
  /** A field of the person, or `variable:NAME`. */
  field: string
  op: ConditionOp
  /** A list for `in` and `not_in`, nothing for `exists` and `not_exists`. */
  value: string | number | string[] | null
}

export interface Eligibility {
  match: 'all' | 'any'
  conditions: Condition[]
}

export interface UnmetCondition extends Condition {
  /** null: nothing was known. */
  found: string | null
}
