import { AppError, type FieldError } from '../../domain/errors.ts'
import { normalisePhone } from '../../domain/phone.ts'
import { isKnownZone } from '../../domain/regions/zone-offset.ts'
import type { Actor, Deps } from '../deps.ts'
import { getOrganization } from '../organizations/get.ts'
import type { NumberFields } from './store.ts'

/** What the schema cannot know: that the phone is one and the zone exists. Returns the fields with the phone in E.164. */
export async function checkNumber<F extends Partial<NumberFields>>(deps: Deps, actor: Actor, fields: F): Promise<F> {
  const errors: FieldError[] = []
  if (fields.zone !== undefined && !isKnownZone(fields.zone))
    errors.push({ pointer: '/zone', message: `"${fields.zone}" is not a known time zone` })
  let e164 = fields.e164
  if (e164 !== undefined) {
    const { defaultRegion } = await getOrganization(deps, actor)
    const phone = normalisePhone(e164, defaultRegion)
    if (phone.ok) e164 = phone.e164
    else errors.push({ pointer: '/e164', message: phone.message })
  }
  if (errors.length > 0) throw new AppError('unprocessable', 'The number cannot be saved like this.', { errors })
  return e164 === undefined ? fields : { ...fields, e164 }
}
