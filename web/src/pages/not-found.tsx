import { Button } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { Link } from 'react-router'
import { PageHeader } from '../components/page-header.tsx'
import { Empty } from '../components/states.tsx'

export function NotFoundPage() {
  return (
    <>
      <PageHeader title="Not found" />
      <div className="surface">
        <Empty
          icon={<IconMapOff />}
          title="There is no page at this address"
          action={
            <Button component={Link} to="/campaigns" variant="default">
              Go to campaigns
            </Button>
          }
        />
      </div>
    </>
  )
}
