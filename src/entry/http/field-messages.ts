import { z } from '@hono/zod-openapi'

/** What the API says of a field that breaks its schema, for people who read the answer: what it has to be. */

const KINDS: Readonly<Record<string, string>> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be true or false',
  array: 'must be a list',
  object: 'must be an object',
  record: 'must be an object',
}

const FORMATS: Readonly<Record<string, string>> = {
  email: 'is not an email address',
  url: 'is not a web address',
}

/** Where a schema has words of its own, those count. */
export function setFieldMessages(): void {
  z.config({ customError: fieldMessage })
}

/** Undefined: as zod says it. */
const fieldMessage: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : KINDS[issue.expected]
    case 'invalid_value':
      return issue.values.length === 1 ? undefined : `must be one of ${issue.values.join(', ')}`
    case 'invalid_format':
      return FORMATS[issue.format]
    case 'too_small':
      if (issue.origin === 'number' || issue.origin === 'int')
        return issue.inclusive ? `must be at least ${issue.minimum}` : `must be more than ${issue.minimum}`
      if (issue.minimum === 1) return isCounted(issue.origin) ? 'must not be empty' : undefined
      return isCounted(issue.origin) ? `must have at least ${issue.minimum} ${thingsIn(issue.origin)}` : undefined
    case 'too_big':
      if (issue.origin === 'number' || issue.origin === 'int')
        return issue.inclusive ? `must be at most ${issue.maximum}` : `must be less than ${issue.maximum}`
      return isCounted(issue.origin) ? `must have at most ${issue.maximum} ${thingsIn(issue.origin)}` : undefined
    default:
      return undefined
  }
}

const isCounted = (origin: string): boolean => origin === 'string' || origin === 'array'
const thingsIn = (origin: string): string => (origin === 'string' ? 'characters' : 'entries')
