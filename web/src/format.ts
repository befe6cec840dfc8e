/** How values read on the screen. Pure: values in, text out. */

const numberFormat = new Intl.NumberFormat('en-US')

export function formatCount(value: number): string {
  return numberFormat.format(value)
}

/** A share between 0 and 1 as a percentage; "–" when nothing was counted yet. */
export function formatShare(share: number | null | undefined): string {
  if (share === null || share === undefined || !Number.isFinite(share)) return '–'
  return `${(share * 100).toFixed(share > 0 && share < 0.1 ? 1 : 0)}%`
}

/** 65 → "1:05", 3665 → "1:01:05". */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  const s = String(whole % 60).padStart(2, '0')
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}:${s}`
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${s}`
}

/** 65 → "1 min", 90000 → "1 d 1 h": for spans nobody counts in seconds. */
export function formatSpan(ms: number): string {
  const minutes = Math.round(Math.abs(ms) / 60_000)
  if (minutes < 1) return 'less than a minute'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 12) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`
  if (hours < 24) return `${hours} h`
  const days = Math.floor(hours / 24)
  return days < 3 && hours % 24 ? `${days} d ${hours % 24} h` : `${days} d`
}

export type Instant = string | number

export function toMs(at: Instant): number {
  return typeof at === 'number' ? at : Date.parse(at)
}

export function toMsOrNull(at: Instant | null | undefined): number | null {
  if (at === null || at === undefined) return null
  const ms = toMs(at)
  return Number.isFinite(ms) ? ms : null
}

export function formatRelative(at: Instant, now: number): string {
  const difference = toMs(at) - now
  if (Math.abs(difference) < 45_000) return 'now'
  return difference > 0 ? `in ${formatSpan(difference)}` : `${formatSpan(difference)} ago`
}

/** How long ago, in one unit: for tables, where the exact time is a hover away. */
export function formatAgo(at: Instant, now: number): string {
  const minutes = Math.round((now - toMs(at)) / 60_000)
  if (minutes < 60) return formatRelative(at, now)
  const hours = Math.round(minutes / 60)
  return hours < 48 ? `${hours} h ago` : `${Math.round(hours / 24)} d ago`
}

/** "America/Argentina/Buenos_Aires" → "Buenos Aires". */
export function cityOf(zone: string): string {
  const last = zone.split('/').at(-1) ?? zone
  return last.replaceAll('_', ' ')
}

/** The zone of whoever looks at the screen. */
export function viewerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone
}

/** "EST", "GMT+2", "UTC": names the viewer's zone in column heads. */
export function viewerZoneName(): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(new Date())
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? 'your time'
}

function inZone(at: Instant, options: Intl.DateTimeFormatOptions, zone?: string): string {
  const instant = toMs(at)
  if (!Number.isFinite(instant)) return '–'
  try {
    return new Intl.DateTimeFormat('en-US', { hourCycle: 'h23', ...options, timeZone: zone }).format(instant)
  } catch {
    return new Intl.DateTimeFormat('en-US', { hourCycle: 'h23', ...options }).format(instant)
  }
}

/** "10:42". Say whose beside it. */
export function formatTime(at: Instant, zone?: string): string {
  return inZone(at, { hour: '2-digit', minute: '2-digit' }, zone)
}

/** "Mon 10:42". */
export function formatWeekdayTime(at: Instant, zone?: string): string {
  return `${inZone(at, { weekday: 'short' }, zone)} ${formatTime(at, zone)}`
}

/** "Nov 23, 10:42" in the viewer's zone, named in the column head. */
export function formatDateTime(at: Instant, zone?: string): string {
  return `${inZone(at, { month: 'short', day: 'numeric' }, zone)}, ${formatTime(at, zone)}`
}

/** "Nov 23"; with its year when that is not the year of `now`. */
export function formatDate(at: Instant, now: number): string {
  const year = (instant: Instant) => inZone(instant, { year: 'numeric' })
  const day = inZone(at, { month: 'short', day: 'numeric' })
  return year(at) === year(now) ? day : `${day}, ${year(at)}`
}

/** "Mon 10:42 in Denver". */
export function formatThere(at: Instant, zone: string): string {
  return `${formatWeekdayTime(at, zone)} in ${cityOf(zone)}`
}

/** Hours since local midnight, with fraction, for the sunline. */
export function hourOfDay(at: Instant, zone: string): number {
  const [hours, minutes] = formatTime(at, zone).split(':').map(Number)
  return (hours ?? 0) + (minutes ?? 0) / 60
}

/** North American numbers as people write them there; others as they came. */
export function formatPhone(e164: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164)
  return match ? `+1 ${match[1]} ${match[2]} ${match[3]}` : e164
}

/** "US" → 🇺🇸. */
export function flagOf(country: string | null | undefined): string {
  if (!country || !/^[A-Z]{2}$/.test(country)) return ''
  return String.fromCodePoint(...[...country].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65))
}

export function initialsOf(name: string): string {
  const words = name.split(/\s+/).filter(Boolean)
  return (words[0]?.[0] ?? '?').toUpperCase() + (words.length > 1 ? (words.at(-1)?.[0] ?? '').toUpperCase() : '')
}

export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`
}

/** Amounts come with their currency or as plain dollars. */
export function formatMoney(amount: number, currency = 'USD'): string {
  return new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amount)
}

export function countOf(count: number, singular: string, plural = `${singular}s`): string {
  return `${formatCount(count)} ${count === 1 ? singular : plural}`
}
