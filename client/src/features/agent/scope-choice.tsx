import type { ConnectOrganizationDto } from '#shared/agent.ts'
import { type Scope, SCOPES } from '#shared/choices.ts'
import { Checkbox, Stack } from '@mantine/core'
import { SCOPE_NAMES } from '../../lib/scope-names.ts'
import { describeScope, obstacleOf } from './agent-scopes.ts'

interface ScopeChoiceProps {
  /** What the client asks for. */
  asked: Scope[]
  organization: ConnectOrganizationDto
  ticked: Scope[]
  onTick: (scopes: Scope[]) => void
  error: string | undefined
}

/** What the agent may do, each with a sentence. What the person's role does not allow cannot be ticked. */
export function ScopeChoice({ asked, organization, ticked, onTick, error }: ScopeChoiceProps) {
  return (
    <Checkbox.Group
      label="It may"
      value={ticked}
      onChange={(values) => onTick(SCOPES.filter((scope) => values.includes(scope)))}
      error={error}
    >
      <Stack gap="xs" mt={6} mb={6}>
        {SCOPES.map((scope) => {
          const obstacle = obstacleOf(scope, organization)
          return (
            <Checkbox
              key={scope}
              value={scope}
              disabled={obstacle !== undefined}
              label={SCOPE_NAMES[scope].name}
              description={obstacle ?? describeScope(scope, asked)}
            />
          )
        })}
      </Stack>
    </Checkbox.Group>
  )
}
