import { getRouteApi } from '@tanstack/react-router'
import { useCan } from '../../lib/use-can.ts'
import { BackLink } from '../../ui/back-link.tsx'
import { Columns } from '../../ui/columns.tsx'
import { NotPermitted } from '../../ui/not-permitted.tsx'
import { Page } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ChoosePerson } from './choose-person.tsx'
import { ErasurePreview } from './erasure-preview.tsx'
import { Retentions } from './retentions.tsx'

const route = getRouteApi('/o/$org/organization/privacy')

export function PrivacyPage() {
  const { org } = route.useParams()
  const { user, email } = route.useSearch()
  const canErase = useCan(org, 'erase people')
  const subject = user === undefined ? email !== undefined && { email } : { userId: user }
  return (
    <Page
      title="Privacy"
      description="What is taken away for good, and how long tickets are kept."
      above={
        <BackLink to="/o/$org/organization" params={{ org }}>
          Organization
        </BackLink>
      }
    >
      {canErase ? (
        <Columns wide ruled>
          <Panel title="Erase a person">
            {subject ? <ErasurePreview key={user ?? email} org={org} subject={subject} /> : <ChoosePerson />}
          </Panel>
          <Panel
            title="How long tickets are kept"
            about="A ticket that is older is deleted with its history within minutes, whatever its status. Its age counts from when it was opened."
          >
            <Retentions org={org} />
          </Panel>
        </Columns>
      ) : (
        <NotPermitted title="Your role cannot erase anything" permission="erase people">
          can
        </NotPermitted>
      )}
    </Page>
  )
}
