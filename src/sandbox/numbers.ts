import { uuidOf } from './hash.ts'
import { iso, type JsonObject, type Reply } from './wire.ts'

/** The numbers we own, when the environment names none: fictional ones that do not overlap the phones of the examples. */
export const DEFAULT_NUMBERS: readonly string[] = ['+12125550100', '+13125550100', '+14155550100']

/** Fields SignalWire always sends and the sandbox never fills. */
const EMPTY = (
  'name e911_address_id e911_status next_billed_at call_handler calling_handler_resource_id call_request_url call_request_method ' +
  'call_fallback_url call_fallback_method call_status_callback_url call_status_callback_method call_laml_application_id ' +
  'call_dialogflow_agent_id call_relay_topic call_relay_topic_status_callback_url call_relay_script_url call_relay_context ' +
  'call_relay_context_status_callback_url call_relay_application call_relay_connector_id call_sip_endpoint_id call_verto_resource ' +
  'call_video_room_id message_handler messaging_handler_resource_id message_request_url message_request_method ' +
  'message_fallback_url message_fallback_method message_laml_application_id message_relay_topic message_relay_context'
).split(' ')

export const numberId = (number: string): string => uuidOf(`number:${number}`)

/** The answer to `GET /api/relay/rest/phone_numbers`: one page. */
export function numbersReply(numbers: readonly string[], url: string, filter: string, startMs: number): Reply {
  const since = iso(startMs - 30 * 86_400_000)
  const data = numbers
    .filter((number) => number.includes(filter))
    .map(
      (number): JsonObject => ({
        ...Object.fromEntries(EMPTY.map((name) => [name, null])),
        id: numberId(number),
        number,
        capabilities: ['voice', 'sms', 'mms'],
        number_type: 'longcode',
        call_receive_mode: 'voice',
        country_code: 'US',
        created_at: since,
        updated_at: since,
      }),
    )
  return { status: 200, body: { links: { self: url, first: url }, data } }
}
