import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { LiveUpdatesContext } from '../lib/live-updates.ts'
import { queryClient, trpc } from '../lib/trpc.ts'
import { useRefresh } from '../lib/use-refresh.ts'
import { ChangeStream } from './change-stream.ts'
import { useLiveStream } from './use-live-stream.ts'
import { useTabs } from './use-tabs.ts'

const COUNT_DELAY_MS = 700
/** The job that counts for the overview runs each second. */
const INSIGHT_DELAY_MS = 2_500

/**
 * The live updates of this tab: its own connection, or that of another tab of this browser.
 * Use the organization as the `key` of this component, because every organization has its own stream.
 */
export function LiveUpdatesProvider({ org, children }: { org: string; children: ReactNode }) {
  const [stream] = useState(() => new ChangeStream(org))
  const tabs = useTabs(stream)
  const own = useLiveStream(stream, tabs.isLeading, tabs.tellChange)
  const state = tabs.isLeading ? own : tabs.heard

  const { tellState } = tabs
  useEffect(() => tellState(own), [tellState, own])

  const refreshCount = useRefresh(() => {
    void queryClient.invalidateQueries(trpc.supportTicket.countByStatus.pathFilter())
    void queryClient.invalidateQueries(trpc.supportTicket.countOpen.queryFilter({ org }))
  }, COUNT_DELAY_MS)
  const refreshInsight = useRefresh(() => {
    refreshOverview()
    void queryClient.invalidateQueries(trpc.supportTicket.seen.pathFilter())
    void queryClient.invalidateQueries(trpc.supportTicket.countSeen.pathFilter())
  }, INSIGHT_DELAY_MS)
  useEffect(
    () =>
      stream.subscribe(({ type }) => {
        if (type === 'servers-changed') refreshOverview()
        if (!type.startsWith('ticket')) return
        refreshCount()
        refreshInsight()
      }),
    [stream, refreshCount, refreshInsight],
  )

  const value = useMemo(() => ({ state, subscribe: stream.subscribe }), [state, stream])
  return <LiveUpdatesContext value={value}>{children}</LiveUpdatesContext>
}

/** What has names of MCP servers beside their counts. */
function refreshOverview(): void {
  void queryClient.invalidateQueries(trpc.supportTicket.overview.pathFilter())
  void queryClient.invalidateQueries(trpc.supportTicket.unresolvedByServer.pathFilter())
}
