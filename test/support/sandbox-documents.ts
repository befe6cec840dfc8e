import type { Json, SwmlDocument } from '../../src/sandbox/wire.ts'

/** A campaign document as a product would send it: AMD, a report of its result, a voicemail branch and a talk with functions. */
export function campaignDocument(base: string, options: { amd?: boolean; request?: boolean } = {}): SwmlDocument {
  const { amd = true, request = true } = options
  const talk: Json = [{ execute: { dest: 'talk' } }]
  const branch: Json = [{ play: { url: 'say:Hello, this is Example Company. Please call us back.' } }, { hangup: {} }]
  const main: Json[] = [
    { answer: { max_duration: 900 } },
    { record_call: { format: 'mp3', stereo: true, status_url: `${base}/record` } },
    ...(amd ? [{ detect_machine: { detectors: 'amd', detect_message_end: true, status_url: `${base}/detect` } }] : []),
    ...(amd && request
      ? [
          {
            request: {
              url: `${base}/amd-result`,
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              // biome-ignore lint/suspicious/noTemplateCurlyInString: SWML's own substitution
              body: { detect_result: '${detect_result}', to: '${call.to}', attempt: '${envs.attempt_id}' },
              timeout: 3,
            },
          },
        ]
      : []),
    ...(amd
      ? [{ switch: { variable: 'detect_result', case: { machine: branch, fax: [{ hangup: {} }] }, default: talk } }]
      : talk),
    { hangup: {} },
  ]
  return {
    version: '1.0.0',
    sections: {
      main,
      talk: [
        {
          ai: {
            prompt: { text: 'You call people on behalf of Example Company.' },
            post_prompt: { text: 'Return only JSON.' },
            post_prompt_url: `${base}/report`,
            params: {
              static_greeting: 'Hello, this is an automated assistant calling for Example Company.',
              enable_accounting: true,
              hard_stop_time: '10m',
            },
            languages: [{ name: 'English', code: 'en-US', voice: 'elevenlabs.rachel' }],
            global_data: { attempt_id: 'att_1' },
            SWAIG: {
              defaults: { web_hook_url: `${base}/function` },
              functions: [
                {
                  function: 'opt_out',
                  description: 'The person asks not to be contacted again.',
                  parameters: {
                    type: 'object',
                    properties: { reason: { type: 'string' }, email: { type: 'boolean' } },
                  },
                },
                {
                  function: 'schedule_callback',
                  description: 'The person asks to be called later.',
                  parameters: {
                    type: 'object',
                    properties: { callback_at: { type: 'string' }, reason: { type: 'string' } },
                  },
                },
                {
                  function: 'wrong_number',
                  description: 'Somebody else answered.',
                  parameters: { type: 'object', properties: { reason: { type: 'string' } } },
                },
              ],
            },
          },
        },
      ],
    },
  }
}
