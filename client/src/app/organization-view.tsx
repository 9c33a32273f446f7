import { getRouteApi } from '@tanstack/react-router'
import { OrganizationTokens } from '../features/access-token/organization-tokens.tsx'
import { OrganizationPage } from '../features/organization/organization-page.tsx'

const route = getRouteApi('/o/$org/organization')

/** The page of an organization, with what other features show on it. */
export function OrganizationView() {
  const { org } = route.useParams()
  return (
    <OrganizationPage>
      <OrganizationTokens org={org} />
    </OrganizationPage>
  )
}
