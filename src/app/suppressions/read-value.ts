import { AppError } from '../../domain/errors.ts'
import { normalisePhone } from '../../domain/phone.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'

/** A phone or an email as the list keeps it: E.164, or lower case. `pointer` names the field in a refusal. */
export async function readValue(
  deps: Deps,
  actor: Actor,
  input: { phone?: string; email?: string },
  pointer: (field: string) => Record<string, string>,
): Promise<{ kind: 'phone' | 'email'; value: string }> {
  if (input.email !== undefined) return { kind: 'email', value: input.email.trim().toLowerCase() }
  const { defaultRegion } = await getOrganization(deps, actor)
  const phone = normalisePhone(input.phone ?? '', defaultRegion)
  if (phone.ok) return { kind: 'phone', value: phone.e164 }
  throw new AppError('unprocessable', phone.message, { errors: [{ ...pointer('phone'), message: phone.message }] })
}
