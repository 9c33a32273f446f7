import type { Incident, IncidentFailure } from '#sdk/wire/ticket-context.ts'
import type { TicketDto } from '#shared/support-ticket.ts'
import { Code, Group, Stack, Text, Title } from '@mantine/core'
import { IconClock, IconPlugOff, IconTool } from '@tabler/icons-react'
import { formatDuration } from '../../lib/format.ts'
import { CapturedRegion, CapturedText } from '../../ui/captured-region.tsx'
import { CopyIcon } from '../../ui/copy-button.tsx'
import { Fact, Facts } from '../../ui/facts.tsx'
import { JsonTree } from '../../ui/json-tree.tsx'
import { Panel } from '../../ui/panel.tsx'
import { ExactTime } from '../../ui/time-ago.tsx'
import { UntrustedText } from '../../ui/untrusted-text.tsx'
import { CallOutcome } from './call-outcome.tsx'
import { explainCorrelation } from './explain-correlation.ts'
import classes from './failing-call.module.css'
import { headline } from './headline.ts'

/** The call that failed, in the order in which an engineer reads it: tool, error, arguments, result. */
export function FailingCall({ ticket }: { ticket: TicketDto }) {
  const incident = ticket.context?.incident
  if (!incident) {
    return (
      <Panel title="The failing call">
        <Group gap="sm" wrap="nowrap" align="flex-start">
          <IconPlugOff size={20} stroke={1.6} aria-hidden className={classes.icon} />
          <Text size="sm">No call is attached. {explainCorrelation(ticket)}</Text>
        </Group>
      </Panel>
    )
  }
  return (
    <Panel title="The failing call">
      <Stack gap="md">
        <CallSummary incident={incident} />
        <CallError incident={incident} />
        <ServerFailure failure={incident.failure} />
        <CallData incident={incident} />
        <Text size="xs" c="dimmed">
          {explainCorrelation(ticket)}
        </Text>
      </Stack>
    </Panel>
  )
}

function CallSummary({ incident }: { incident: Incident }) {
  return (
    <Group gap="md">
      <Group gap={6} wrap="nowrap" miw={0}>
        <IconTool size={18} stroke={1.6} aria-hidden className={classes.icon} />
        <Text span ff="monospace" fw={650} className={classes.tool}>
          <UntrustedText text={incident.tool ?? 'unknown tool'} />
        </Text>
      </Group>
      {incident.outcome && <CallOutcome outcome={incident.outcome} />}
      {incident.durationMs !== undefined && (
        <Group gap={4} wrap="nowrap">
          <IconClock size={15} stroke={1.6} aria-hidden className={classes.icon} />
          <Text span size="sm">
            {formatDuration(incident.durationMs)}
          </Text>
        </Group>
      )}
      {incident.startedAt && (
        <Text span size="sm" c="dimmed">
          <ExactTime iso={incident.startedAt} />
        </Text>
      )}
    </Group>
  )
}

function CallError({ incident }: { incident: Incident }) {
  const { message, from } = headline(incident)
  if (!message) return null
  return (
    <div className={classes.error}>
      <Group gap="xs" mb={4}>
        {incident.error?.name && (
          <Text span size="sm" fw={650}>
            <UntrustedText text={incident.error.name} />
          </Text>
        )}
        {incident.error?.code !== undefined && (
          <Code className={classes.code}>
            code <UntrustedText text={String(incident.error.code)} />
          </Code>
        )}
        {from === 'result' && (
          <Text span size="sm" fw={650}>
            The tool answered
          </Text>
        )}
      </Group>
      <CapturedText>
        <UntrustedText text={message} />
      </CapturedText>
    </div>
  )
}

/** What the server itself said about the failure. */
function ServerFailure({ failure }: { failure: IncidentFailure | undefined }) {
  if (!failure) return null
  const { class: kind, code, retryable, correlationId } = failure
  return (
    <div>
      <Title order={3} mb={4}>
        What the server says of it
      </Title>
      <Facts>
        <Fact name="Class">{kind && <UntrustedText text={kind} />}</Fact>
        <Fact name="Code">{code && <UntrustedText text={code} />}</Fact>
        <Fact name="Retryable">{retryable === undefined ? undefined : retryable ? 'Yes' : 'No'}</Fact>
        <Fact name="Correlation id">
          {correlationId && (
            <Group gap={4} wrap="nowrap" align="flex-start">
              <Text span ff="monospace" size="xs" lh="26px" className={classes.tool}>
                <UntrustedText text={correlationId} />
              </Text>
              <CopyIcon what="correlation id" text={correlationId} />
            </Group>
          )}
        </Fact>
      </Facts>
    </div>
  )
}

function CallData({ incident }: { incident: Incident }) {
  return (
    <>
      {incident.arguments !== undefined && (
        <CapturedRegion label="Arguments" copyText={toJson(incident.arguments)}>
          <JsonTree value={incident.arguments} />
        </CapturedRegion>
      )}
      {incident.result !== undefined && (
        <CapturedRegion label="Result" copyText={toJson(incident.result)}>
          <JsonTree value={incident.result} />
        </CapturedRegion>
      )}
      {incident.error?.stack && (
        <CapturedRegion label="Stack" copyText={incident.error.stack}>
          <CapturedText>
            <UntrustedText text={incident.error.stack} />
          </CapturedText>
        </CapturedRegion>
      )}
    </>
  )
}

function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2)
}
