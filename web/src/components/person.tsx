import { Avatar, Badge, Group, Text, Tooltip } from '@mantine/core'
import { cityOf, formatAgo, formatDateTime, formatPhone, type Instant, initialsOf, viewerZoneName } from '../format.ts'
import { Flag } from './flag.tsx'

/** Small pieces that show one value the same way everywhere. */

export function Initials({ name, size = 24 }: { name: string; size?: number }) {
  return (
    <Avatar
      size={size}
      radius="xl"
      color="gray"
      variant="light"
      aria-hidden
      styles={{ placeholder: { fontSize: size * 0.4 } }}
    >
      {initialsOf(name)}
    </Avatar>
  )
}

export function Phone({ e164, country }: { e164: string; country?: string | null }) {
  return (
    <Text span inherit style={{ whiteSpace: 'nowrap' }}>
      <Flag country={country} />
      {formatPhone(e164)}
    </Text>
  )
}

export function Tags({ tags, most = 2 }: { tags: string[]; most?: number }) {
  if (tags.length === 0) return null
  const rest = tags.slice(most)
  return (
    <Group gap={4} wrap="nowrap" component="span">
      {tags.slice(0, most).map((tag) => (
        <Badge key={tag} size="xs" variant="default" tt="none" fw={500}>
          {tag}
        </Badge>
      ))}
      {rest.length > 0 && (
        <Tooltip label={rest.join(', ')}>
          <Badge size="xs" variant="default">
            +{rest.length}
          </Badge>
        </Tooltip>
      )}
    </Group>
  )
}

/** How long ago or until; hovering says exactly when, and whose time that is. */
export function When({ at, now }: { at: Instant | null; now: number }) {
  if (at === null) return <span aria-hidden>–</span>
  return (
    <Tooltip label={`${formatDateTime(at)} ${viewerZoneName()}`}>
      <span style={{ whiteSpace: 'nowrap' }}>{formatAgo(at, now)}</span>
    </Tooltip>
  )
}

export function citiesOf(zones: string[], most = 3): string {
  const cities = [...new Set(zones.map(cityOf))]
  return cities.length <= most ? cities.join(' / ') : `${cities.slice(0, most).join(' / ')} +${cities.length - most}`
}
