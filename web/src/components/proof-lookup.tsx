import { Accordion, Button, Group, TextInput } from '@mantine/core'
import { IconDownload, IconSearch, IconShieldCheck } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useSearchParams } from 'react-router'
import { ApiError } from '../api/client.ts'
import { downloadProofs, type ProofFilter, useProofs } from '../api/proofs.ts'
import { viewerZoneName } from '../format.ts'
import { Pager, usePager } from './pager.tsx'
import { ProofItem } from './proof-item.tsx'
import { Empty, ErrorState, Loading } from './states.tsx'
import { toastDone, toastError } from './toasts.ts'

/** Why calls were allowed: of one phone, on the days that are asked for. What is looked for stands in the address. */
export function ProofLookup() {
  const [params, setParams] = useSearchParams()
  const asked = { phone: params.get('phone') ?? '', from: params.get('from') ?? '', to: params.get('to') ?? '' }
  const [draft, setDraft] = useState(asked)
  const pager = usePager(25)
  const filter = filterOf(asked)
  const query = useProofs({ ...filter, cursor: pager.cursor, limit: pager.size })
  const problem = query.error instanceof ApiError ? query.error : null
  const rows = query.data?.data ?? []
  const isFiltered = Object.values(asked).some(Boolean)
  function look(event: FormEvent) {
    event.preventDefault()
    pager.reset()
    setParams(Object.fromEntries(Object.entries(draft).filter(([, value]) => value.trim() !== '')))
  }
  const field = (name: keyof typeof draft) => ({
    value: draft[name],
    onChange: (event: { currentTarget: { value: string } }) => {
      const { value } = event.currentTarget
      setDraft((before) => ({ ...before, [name]: value }))
    },
    error: problem?.at(`/${name}`) ?? problem?.at(name),
  })
  return (
    <section className="surface" aria-label="Look up proofs">
      <form onSubmit={look}>
        <Group p="md" gap="sm" align="flex-end">
          <TextInput
            w={{ base: '100%', xs: 200 }}
            label="Phone"
            type="tel"
            placeholder="Any phone"
            leftSection={<IconSearch size={15} aria-hidden />}
            {...field('phone')}
          />
          <TextInput type="date" label={`From (${viewerZoneName()})`} {...field('from')} />
          <TextInput type="date" label={`To (${viewerZoneName()})`} {...field('to')} />
          <Button type="submit" variant="default">
            Look up
          </Button>
          <Download key={JSON.stringify(filter)} filter={filter} />
        </Group>
      </form>
      {query.isPending ? (
        <Loading />
      ) : problem?.status === 422 ? (
        <Empty icon={<IconSearch />} title="This cannot be looked up">
          {problem.detail}
        </Empty>
      ) : !query.data ? (
        <ErrorState error={query.error} onRetry={() => query.refetch()} />
      ) : rows.length === 0 ? (
        <Empty icon={<IconShieldCheck />} title={isFiltered ? 'No call was permitted' : 'No proofs yet'}>
          {isFiltered
            ? 'Sundial permitted no call to this phone on these days.'
            : 'Each call is written down with the reasons why it was allowed, before it is placed.'}
        </Empty>
      ) : (
        <>
          <Accordion chevronPosition="left" keepMounted={false}>
            {rows.map((row) => (
              <ProofItem key={row.id} attempt={row} />
            ))}
          </Accordion>
          <Pager pager={pager} nextCursor={query.data.next_cursor} shown={rows.length} sizes={[25, 50, 100]} />
        </>
      )}
    </section>
  )
}

/** Days begin and end at midnight of whoever looks at the screen. */
function filterOf({ phone, from, to }: { phone: string; from: string; to: string }): ProofFilter {
  const midnight = (day: string, days: number) => {
    const at = new Date(`${day}T00:00:00`)
    at.setDate(at.getDate() + days)
    return Number.isNaN(at.getTime()) ? null : at
  }
  const first = midnight(from, 0)
  const after = midnight(to, 1)
  return {
    phone: phone.trim() || undefined,
    from: first?.toISOString(),
    to: after ? new Date(after.getTime() - 1).toISOString() : undefined,
  }
}

/** What is looked for as a file, in parts when there is much of it. */
function Download({ filter }: { filter: ProofFilter }) {
  const [part, setPart] = useState(1)
  const [cursor, setCursor] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  async function download() {
    setBusy(true)
    try {
      const next = await downloadProofs(filter, part, cursor)
      toastDone(next ? `Part ${part} is saved; there is more.` : 'The proofs are saved.')
      setPart(next ? part + 1 : 1)
      setCursor(next)
    } catch (error) {
      toastError(error)
    }
    setBusy(false)
  }
  return (
    <Button
      ml={{ base: 0, md: 'auto' }}
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={busy}
      onClick={download}
    >
      {part === 1 ? 'Download NDJSON' : `Download part ${part}`}
    </Button>
  )
}
