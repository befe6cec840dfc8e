import { Anchor, Stack, Text } from '@mantine/core'
import { IconMail } from '@tabler/icons-react'
import { Link } from 'react-router'
import { type Mail, useMails } from '../api/mailbox.ts'
import { useNow } from '../api/product-clock.ts'
import { MAIL_REPLY, MAIL_STATUS } from '../import-words.ts'
import { type Column, DataTable } from './data-table.tsx'
import { Pager, usePager } from './pager.tsx'
import { When } from './person.tsx'
import { Empty, ErrorState, Loading } from './states.tsx'
import { WordBadge } from './word-badge.tsx'

/** The mails that came to a campaign, also those that were refused. */
export function MailList({ campaignId }: { campaignId: string }) {
  const pager = usePager(10)
  const query = useMails(campaignId, pager.cursor, pager.size)
  const now = useNow(5_000)
  const rows = query.data?.data ?? []
  return (
    <Stack gap="xs" component="section" aria-label="Mails">
      <Text component="h3" size="sm" fw={600} m={0}>
        Mails that came
      </Text>
      <div className="surface">
        {query.isPending ? (
          <Loading rows={2} />
        ) : !query.data ? (
          <ErrorState error={query.error} onRetry={() => query.refetch()} />
        ) : rows.length === 0 ? (
          <Empty icon={<IconMail />} title="No mail came yet">
            Each one is shown here with what became of it, also one that is refused.
          </Empty>
        ) : (
          <>
            <DataTable label="Mails" columns={columnsOf(campaignId, now)} rows={rows} rowKey={(row) => row.id} />
            <Pager pager={pager} nextCursor={query.data.next_cursor} shown={rows.length} />
          </>
        )}
      </div>
    </Stack>
  )
}

function columnsOf(campaignId: string, now: number): Column<Mail>[] {
  return [
    {
      key: 'mail',
      header: 'Mail',
      cell: (row) => (
        <Stack gap={2} maw={300}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {row.subject || 'Without a subject'}
          </Text>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {row.sender || 'Nobody knows from whom'}
          </Text>
        </Stack>
      ),
    },
    { key: 'when', header: 'When', cell: (row) => <When at={row.received_at} now={now} /> },
    { key: 'status', header: 'Verdict', cell: (row) => <WordBadge word={MAIL_STATUS[row.status]} /> },
    { key: 'became', header: 'What became of it', cell: (row) => <Became mail={row} campaignId={campaignId} /> },
  ]
}

function Became({ mail, campaignId }: { mail: Mail; campaignId: string }) {
  return (
    <Stack gap={3} maw={380}>
      {mail.message && <Text size="sm">{mail.message}</Text>}
      {mail.attachments.map((it, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two attachments may have the same name
        <Text key={i} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {it.import_id ? (
            <Anchor component={Link} to={`/campaigns/${campaignId}/contacts/imports?import=${it.import_id}`} inherit>
              {it.filename || 'The list'}
            </Anchor>
          ) : (
            it.filename || 'An attachment'
          )}
          {it.message && `: ${it.message}`}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {MAIL_REPLY[mail.reply]}
        {mail.reply_error && `: ${mail.reply_error}`}
      </Text>
    </Stack>
  )
}
