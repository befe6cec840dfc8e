/** What somebody who mailed a list is told. Pure text, and the same as simple HTML. */

export interface ListReport {
  filename: string
  /** Why it was not imported, or stopped being. */
  failure: string | null
  /** null when it is no import at all. */
  counts: ReplyCounts | null
  /** The first of the rows something is to be said of. */
  problems: { line: number; column: string; message: string }[]
}

export interface ReplyCounts {
  processed: number
  created: number
  updated: number
  duplicate: number
  skipped: number
  disqualified: number
  rejected: number
}

export interface ReplyInput {
  subject: string
  campaign: string
  lists: ListReport[]
  /** Why nothing at all was imported. */
  refusal: string | null
  /** Where the imports are shown, and errors.csv can be had. */
  dashboardUrl: string
}

const MAX_SUBJECT = 200
const MAX_NAME = 120
const SHOWN_PROBLEMS = 5

/** Line breaks in a header would begin the next one. */
export function replySubject(subject: string): string {
  const plain = subject.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
  const text = /^re:/i.test(plain) ? plain : `Re: ${plain === '' ? 'your list' : plain}`
  return [...text].slice(0, MAX_SUBJECT).join('')
}

export function composeReply(input: ReplyInput): { subject: string; text: string; html: string } {
  const paragraphs = [...opening(input), ...input.lists.map(listParagraph), closing(input)]
  return {
    subject: replySubject(input.subject),
    text: `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`,
    html: paragraphs.map((lines) => `<p>${lines.map(escapeHtml).join('<br>\n')}</p>`).join('\n'),
  }
}

function opening({ campaign, refusal, lists }: ReplyInput): string[][] {
  const name = shorten(campaign)
  if (refusal !== null) return [[`Nothing was imported into "${name}". ${refusal}`]]
  const many = lists.length === 1 ? 'The list you sent' : `The ${lists.length} lists you sent`
  return [[`${many} for "${name}":`]]
}

function listParagraph({ filename, failure, counts, problems }: ListReport): string[] {
  const lines = [`${shorten(filename)}: ${counts === null ? 'not imported.' : sumOf(counts)}`]
  if (failure !== null) lines.push(`  ${failure}`)
  for (const it of problems.slice(0, SHOWN_PROBLEMS))
    lines.push(`  Line ${it.line}${it.column === '' ? '' : `, ${shorten(it.column)}`}: ${it.message}`)
  if (problems.length > SHOWN_PROBLEMS) lines.push('  … and more: see errors.csv.')
  return lines
}

/** Only what there is, so that one line says all of it. */
function sumOf(counts: ReplyCounts): string {
  const { processed, created, updated, duplicate, skipped, disqualified, rejected } = counts
  const parts = [
    `${created} added`,
    updated > 0 && `${updated} brought up to date`,
    duplicate > 0 && `${duplicate} there already`,
    rejected > 0 && `${rejected} rejected`,
  ].filter((part) => part !== false)
  const held = [
    skipped > 0 && `${skipped} cannot be called`,
    disqualified > 0 && `${disqualified} do not meet the campaign's criteria`,
  ].filter((part) => part !== false)
  const rows = `${processed} ${processed === 1 ? 'row' : 'rows'}`
  return `${rows}: ${parts.join(', ')}.${held.length > 0 ? ` Of those added, ${held.join(' and ')}.` : ''}`
}

function closing({ lists, dashboardUrl }: ReplyInput): string[] {
  const open = lists.some((it) => it.problems.length > 0)
  return [
    open
      ? `All rows with problems, with line, column and reason, are in errors.csv beside the import: ${dashboardUrl}`
      : `Imports of this campaign: ${dashboardUrl}`,
    'This is an automatic answer.',
  ]
}

function shorten(text: string): string {
  const plain = text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]+/gu, ' ').trim()
  return [...plain].length > MAX_NAME ? `${[...plain].slice(0, MAX_NAME).join('')}…` : plain
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
    .replace(/^ +/, (it) => '&nbsp;'.repeat(it.length))
}
