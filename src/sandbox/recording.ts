import { between } from './hash.ts'

/** A few seconds of soft tones, so that players and downloads have something to work on. 8 kHz, 8 bit, mono. */
export function recordingOf(id: string): Uint8Array {
  const rate = 8000
  const seconds = 3
  const samples = rate * seconds
  const bytes = new Uint8Array(44 + samples)
  const view = new DataView(bytes.buffer)
  const text = (at: number, value: string): void => bytes.set(new TextEncoder().encode(value), at)
  text(0, 'RIFF')
  view.setUint32(4, 36 + samples, true)
  text(8, 'WAVEfmt ')
  view.setUint32(16, 16, true)
  view.setUint16(20, 1, true)
  view.setUint16(22, 1, true)
  view.setUint32(24, rate, true)
  view.setUint32(28, rate, true)
  view.setUint16(32, 1, true)
  view.setUint16(34, 8, true)
  text(36, 'data')
  view.setUint32(40, samples, true)
  const pitch = between(`pitch:${id}`, 180, 320)
  for (let n = 0; n < samples; n++) {
    const turn = Math.floor((n / rate) * 2) % 2 === 0 ? pitch : pitch * 1.5
    bytes[44 + n] = 128 + Math.round(24 * Math.sin((2 * Math.PI * turn * n) / rate))
  }
  return bytes
}
