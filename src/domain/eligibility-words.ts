import { countryName, readCountry } from './address.ts'
import { type ConditionOp, listOf, type UnmetCondition } from './eligibility.ts'
import { isVariable, VARIABLE } from './eligibility-facts.ts'

/** A condition as people say it: 'State is not one of PA, NJ'. For the reasons that are shown. */
export function sayCondition({ field, op, value }: Pick<UnmetCondition, 'field' | 'op' | 'value'>): string {
  const name = isVariable(field) ? field.slice(VARIABLE.length) : (FIELD_WORDS[field] ?? field)
  const values = listOf(value).map((it) => {
    const country = field.endsWith('country') ? readCountry(String(it)) : null
    return country === null ? it : countryName(country)
  })
  return [name, OP_WORDS[op], values.join(', ')].filter((part) => part !== '').join(' ')
}

const FIELD_WORDS: Readonly<Record<string, string>> = {
  name: 'Name',
  email: 'Email',
  phone: 'Phone',
  phone_country: 'Country of the phone',
  country: 'Country',
  state: 'State',
  postal_code: 'Postal code',
  time_zone: 'Time zone',
  tag: 'Tag',
  consent: 'Consent',
  priority: 'Priority',
}
const OP_WORDS: Readonly<Record<ConditionOp, string>> = {
  is: 'is',
  is_not: 'is not',
  contains: 'contains',
  not_contains: 'does not contain',
  starts_with: 'starts with',
  in: 'is one of',
  not_in: 'is not one of',
  exists: 'is known',
  not_exists: 'is not known',
  gt: 'is more than',
  gte: 'is at least',
  lt: 'is less than',
  lte: 'is at most',
}
