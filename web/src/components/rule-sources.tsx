import { Anchor, List, Text } from '@mantine/core'

/** What was read for a rule, and where the law itself stands. */
export function Sources({ sources, officialUrl }: { sources: string[]; officialUrl: string | null }) {
  const others = sources.filter((source) => source !== officialUrl)
  return (
    <>
      <Text component="h3" size="sm" fw={600} m={0} mt="sm" mb={4}>
        Sources
      </Text>
      <List size="sm" spacing={2} style={{ overflowWrap: 'anywhere' }}>
        {officialUrl && (
          <List.Item>
            The law: <Source source={officialUrl} />
          </List.Item>
        )}
        {others.map((source) => (
          <List.Item key={source}>
            <Source source={source} />
          </List.Item>
        ))}
      </List>
    </>
  )
}

function Source({ source }: { source: string }) {
  if (!/^https?:\/\//.test(source)) return source
  return (
    <Anchor href={source} target="_blank" rel="noreferrer" inherit>
      {source.replace(/^https?:\/\//, '')}
    </Anchor>
  )
}
