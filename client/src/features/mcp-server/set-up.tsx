import type { McpServerDto } from '#shared/mcp-server.ts'
import type { ServerSetupDto } from '#shared/server-setup.ts'
import { Group, Skeleton, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useId } from 'react'
import { useLiveChange, useLiveState } from '../../lib/live-updates.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LinkAnchor } from '../../ui/link.tsx'
import { ClockTime } from '../../ui/time-ago.tsx'
import { describeCaller } from './describe-caller.ts'
import { Elapsed } from './elapsed.tsx'
import { RejectedAttempts } from './rejected-attempts.tsx'
import { SendTestTicket } from './send-test-ticket.tsx'
import classes from './set-up.module.css'
import { StageGlyph, type StageState } from './stage-glyph.tsx'

/** Milliseconds between two looks, for what no live update tells. */
const LOOK_EVERY_MS = 15_000

interface SetUpProps {
  org: string
  server: McpServerDto
}

/** How far an MCP server is set up, and what was rejected. It follows by itself while somebody looks. */
export function SetUp({ org, server }: SetUpProps) {
  const input = { org, slug: server.slug }
  const setup = useQuery(trpc.mcpServer.setup.queryOptions(input, { refetchInterval: LOOK_EVERY_MS }))
  const refresh = () => void queryClient.invalidateQueries(trpc.mcpServer.setup.queryFilter(input))
  useLiveChange(({ type }) => {
    if (type === 'ticket-opened' && !setup.data?.firstTicket) refresh()
  })
  if (setup.data) return <LoadedSetUp org={org} server={server} setup={setup.data} onSent={refresh} />
  if (setup.isError) {
    return (
      <ErrorMessage
        title="The set-up could not be loaded"
        error={setup.error}
        onRetry={() => void setup.refetch()}
      />
    )
  }
  return <Skeleton height={320} />
}

interface LoadedSetUpProps extends SetUpProps {
  setup: ServerSetupDto
  onSent: () => void
}

function LoadedSetUp({ org, server, setup, onSent }: LoadedSetUpProps) {
  const id = useId()
  const isLive = useLiveState() === 'live'
  const canSend = useCan(org, 'work tickets') && !server.archivedAt
  const { settingsFetched, toolListed, firstTicket } = setup
  const send = canSend && <SendTestTicket org={org} server={server} onSent={onSent} />
  const hasTicket = firstTicket !== undefined && !firstTicket.isTest

  return (
    <>
      <section aria-labelledby={id} className={classes.section}>
        <Group justify="space-between" mih={32}>
          <Group gap="xs" align="baseline">
            <Title order={2} id={id}>
              Set-up
            </Title>
            <Text size="xs" c="dimmed">
              {isLive ? 'live' : 'connecting'}
            </Text>
          </Group>
          {hasTicket && send}
        </Group>
        <ol className={classes.stages}>
          <FetchedStage server={server} fetched={settingsFetched} />
          <ListedStage server={server} setup={setup} />
          <Stage
            state={firstTicket ? 'done' : toolListed ? 'running' : 'to come'}
            title={firstTicket ? 'First ticket' : 'Waiting for the first ticket'}
            at={firstTicket?.at}
            since={toolListed?.firstAt}
          >
            {firstTicket?.reference && (
              <>
                <LinkAnchor
                  to="/o/$org/tickets/$reference"
                  params={{ org, reference: firstTicket.reference }}
                  inherit
                  underline="always"
                >
                  {firstTicket.reference}
                </LinkAnchor>
                {firstTicket.isTest && ', a test. '}
              </>
            )}
            {!hasTicket &&
              `In a conversation, say “report this problem to support”.${firstTicket ? '' : ' Or send one from here: it is marked as a test.'}`}
            {!hasTicket && send && <div className={classes.action}>{send}</div>}
          </Stage>
        </ol>
      </section>
      <RejectedAttempts rejected={setup.rejected} org={org} />
    </>
  )
}

interface FetchedStageProps {
  server: McpServerDto
  fetched: ServerSetupDto['settingsFetched']
}

function FetchedStage({ server, fetched }: FetchedStageProps) {
  if (!fetched) {
    return (
      <Stage
        state={server.archivedAt ? 'to come' : 'running'}
        title="Waiting for an SDK to fetch the settings"
        since={server.createdAt}
      >
        Create a key, put its DSN into MCP_OBS_DSN, and start your MCP server. A curl is no SDK.
      </Stage>
    )
  }
  return (
    <Stage state="done" title="Settings fetched" at={fetched.firstAt}>
      by {describeCaller(fetched.by)}
      {fetched.keyHint && `, key …${fetched.keyHint}`}
      {fetched.lastAt !== fetched.firstAt && (
        <>
          ; again <Elapsed since={fetched.lastAt} /> ago
        </>
      )}
    </Stage>
  )
}

function ListedStage({ server, setup }: { server: McpServerDto; setup: ServerSetupDto }) {
  const { settingsFetched, toolListed } = setup
  if (toolListed) {
    return (
      <Stage state="done" title="Tool listed by a client" at={toolListed.firstAt}>
        last <Elapsed since={toolListed.lastAt} /> ago
      </Stage>
    )
  }
  const isOff = !server.supportToolEnabled
  return (
    <Stage
      state={settingsFetched && !isOff ? 'running' : 'to come'}
      title="Waiting for a client to list the tool"
      since={settingsFetched?.firstAt}
    >
      {isOff
        ? 'The support tool is off, so no client gets it. Switch it on in the settings.'
        : 'Connect a client to your MCP server. This changes within two minutes.'}
    </Stage>
  )
}

interface StageProps {
  state: StageState
  title: string
  /** When it was reached. */
  at?: string | undefined
  /** Since when it is waited for. */
  since?: string | undefined
  children: ReactNode
}

function Stage({ state, title, at, since, children }: StageProps) {
  return (
    <li className={classes.stage} data-state={state}>
      <StageGlyph state={state} />
      <div className={classes.text}>
        <Text size="sm" fw={600} c={state === 'to come' ? 'dimmed' : undefined}>
          {title}
        </Text>
        <div className={classes.details}>{children}</div>
      </div>
      <div className={classes.time}>
        {at !== undefined && <ClockTime iso={at} />}
        {at === undefined && state === 'running' && since !== undefined && (
          <>
            for <Elapsed since={since} />
          </>
        )}
      </div>
    </li>
  )
}
