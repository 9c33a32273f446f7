import { Button } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconArrowsSort, IconPlus, IconRefresh } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { trpc } from '../../lib/trpc.ts'
import { useCan } from '../../lib/use-can.ts'
import { ComingPart } from '../../ui/coming.tsx'
import { ErrorMessage } from '../../ui/error-message.tsx'
import { LazyDialog } from '../../ui/lazy-dialog.tsx'
import { lazyPart } from '../../ui/lazy-part.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Page } from '../../ui/page.tsx'
import { Pager } from '../../ui/pager.tsx'
import { ShortcutSheet } from '../../ui/shortcut-sheet.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { BulkDialog } from './bulk-dialog.tsx'
import { FilterMenu } from './filter-menu.tsx'
import { ListMenu } from './list-menu.tsx'
import { ListSkeleton } from './list-skeleton.tsx'
import { QueueTabs } from './queue-tabs.tsx'
import { SearchedTo } from './searched-to.tsx'
import { useSelection } from './selection.ts'
import { CLOSE } from './steps.ts'
import type { TicketListEmptyProps } from './ticket-list-empty.tsx'
import classes from './ticket-list-page.module.css'
import { changeSearch } from './ticket-list-search.ts'
import { TicketSearchBox } from './ticket-search-box.tsx'
import { SelectPage, TicketTable } from './ticket-table.tsx'
import { useListKeys } from './use-list-keys.ts'
import { useServerNames } from './use-server-names.ts'
import { countArrivals, useTicketPage } from './use-ticket-page.ts'

const NewTicketForm = lazyPart(() => import('./new-ticket-form.tsx').then((it) => it.NewTicketForm), {
  waiting: <ComingPart height={360} />,
})

const TicketListEmpty = lazyPart<TicketListEmptyProps>(() =>
  import('./ticket-list-empty.tsx').then((it) => it.TicketListEmpty),
)

const route = getRouteApi('/o/$org/tickets')

export function TicketListPage() {
  const { org } = route.useParams()
  const search = route.useSearch()
  const servers = useQuery(trpc.mcpServer.list.queryOptions({ org }))
  const { page, arrivals, shown, showArrivals } = useTicketPage(org, search)
  const canWork = useCan(org, 'work tickets')
  const [dialogOpen, dialog] = useDisclosure(false)
  const [bulkOpen, bulk] = useDisclosure(false)
  const [step, setStep] = useState(CLOSE)
  const selection = useSelection(JSON.stringify({ org, ...search, cursor: undefined }))
  useListKeys(canWork ? selection.toggle : undefined)
  const names = { servers: useServerNames(org, servers.data ?? [], search.server), user: page?.user?.name }
  const isOldest = search.order === 'oldest'
  useEffect(() => {
    BulkDialog.preload()
    NewTicketForm.preload()
    TicketListEmpty.preload()
  }, [])

  return (
    <Page
      title="Tickets"
      flush
      bar={
        <>
          <QueueTabs org={org} search={search} />
          <ShortcutSheet />
        </>
      }
      actions={
        canWork &&
        servers.data &&
        servers.data.length > 0 && (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
            New ticket
          </Button>
        )
      }
    >
      <div>
        <search className={classes.tools} aria-label="Find tickets">
          <TicketSearchBox
            org={org}
            search={search}
            names={names}
            isBusy={search.q !== undefined && shown.isPending}
          />
          <FilterMenu search={search} servers={servers.data ?? []} names={names} />
          <LinkButton
            to="/o/$org/tickets"
            params={{ org }}
            search={changeSearch(search, { order: isOldest ? undefined : 'oldest' })}
            variant="default"
            leftSection={<IconArrowsSort size={16} stroke={1.6} aria-hidden />}
            aria-label={
              isOldest ? 'Oldest first. Show the newest first' : 'Newest first. Show the oldest first'
            }
          >
            {isOldest ? 'Oldest' : 'Newest'}
          </LinkButton>
          <ListMenu org={org} search={search} />
        </search>
        {arrivals > 0 && (
          <button type="button" className={classes.arrivals} onClick={showArrivals}>
            <IconRefresh size={16} aria-hidden /> {countArrivals(arrivals)} <span>Show</span>
          </button>
        )}
        {shown.isPending && <ListSkeleton />}
        {shown.isError && !page && (
          <div className={classes.message}>
            <ErrorMessage
              title="The tickets could not be loaded"
              error={shown.error}
              onRetry={() => void shown.refetch()}
            />
          </div>
        )}
        {page && page.tickets.length > 0 && (
          <TicketTable
            org={org}
            search={search}
            tickets={page.tickets}
            selection={canWork ? selection : undefined}
            bulkBar={
              selection.isSome && (
                <BulkBar
                  selection={selection}
                  ask={(next) => {
                    setStep(next)
                    bulk.open()
                  }}
                  selectPage={<SelectPage selection={selection} tickets={page.tickets} />}
                  hasMore={Boolean(page.older ?? page.newer)}
                />
              )
            }
          />
        )}
        {page && <SearchedTo page={page} search={search} />}
        {page && <Pager of="tickets" older={page.older} newer={page.newer} />}
        {page?.tickets.length === 0 && !page.searchedTo && servers.data && (
          <TicketListEmpty org={org} search={search} servers={servers.data} names={names} />
        )}
      </div>
      <BulkDialog
        org={org}
        search={search}
        selection={selection}
        step={step}
        opened={bulkOpen}
        onClose={bulk.close}
      />
      <LazyDialog opened={dialogOpen} onClose={dialog.close} title="New ticket" size="lg">
        <NewTicketForm org={org} servers={servers.data ?? []} onCancel={dialog.close} />
      </LazyDialog>
    </Page>
  )
}
