import { Burger } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { getRouteApi, Outlet } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useHasSessionEnded } from '../lib/known-session.ts'
import { type UndoOffer, useUndoOffer } from '../lib/undo-offer.ts'
import { LazyDialog } from '../ui/lazy-dialog.tsx'
import { lazyLayer } from '../ui/lazy-layer.tsx'
import { lazyPart } from '../ui/lazy-part.tsx'
import type { LayerProps } from '../ui/missing-layer.tsx'
import { ShellContext } from '../ui/shell-context.ts'
import { ConnectionNotice } from './connection-notice.tsx'
import { HeardOffer } from './heard-offer.tsx'
import { LiveIndicator } from './live-indicator.tsx'
import { LiveUpdatesProvider } from './live-updates-provider.tsx'
import { Navigation } from './navigation.tsx'
import classes from './shell.module.css'

const UndoStatus = lazyPart<{ offer: UndoOffer }>(
  () => import('../features/support-ticket/undo-offer.tsx').then((it) => it.default),
  { Missing: HeardOffer },
)
const SignInAgain = lazyLayer<LayerProps>(() =>
  import('../features/account/sign-in-again.tsx').then((it) => it.default),
)
const MenuDrawer = lazyLayer(() => import('./menu-drawer.tsx').then((it) => it.default))

const route = getRouteApi('/o/$org')

/** What surrounds every page of an organization: navigation, and the one live subscription. */
export function Shell() {
  const { org } = route.useParams()
  const [menuOpen, menu] = useDisclosure(false)
  const hasSessionEnded = useHasSessionEnded()
  const undoOffer = useUndoOffer()
  const isNarrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  useEffect(() => {
    LazyDialog.preload()
    UndoStatus.preload()
    SignInAgain.preload()
    if (isNarrow) MenuDrawer.preload()
  }, [isNarrow])
  const parts = isNarrow
    ? {
        menuButton: <Burger opened={menuOpen} onClick={menu.open} size="sm" aria-label="Open the menu" />,
        liveState: <LiveIndicator />,
      }
    : {}
  return (
    <LiveUpdatesProvider key={org} org={org}>
      {!isNarrow && (
        <nav className={classes.navbar} aria-label="Main">
          <Navigation org={org} />
        </nav>
      )}
      <MenuDrawer org={org} opened={isNarrow && menuOpen} onClose={menu.close} />
      <main id="main" tabIndex={-1} className={classes.main}>
        <ConnectionNotice />
        {undoOffer && <UndoStatus key={undoOffer.operation} offer={undoOffer} />}
        {hasSessionEnded && <SignInAgain opened />}
        <ShellContext value={parts}>
          <Outlet />
        </ShellContext>
      </main>
    </LiveUpdatesProvider>
  )
}
