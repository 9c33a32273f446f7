import { AppShell, Burger, Drawer, Group } from '@mantine/core'
import { useDisclosure, useMediaQuery } from '@mantine/hooks'
import { getRouteApi, Outlet } from '@tanstack/react-router'
import { Brand } from '../ui/brand.tsx'
import { InsideMainContext } from '../ui/main-landmark.tsx'
import { LiveIndicator } from './live-indicator.tsx'
import { LiveUpdatesProvider } from './live-updates-provider.tsx'
import { Navigation } from './navigation.tsx'
import classes from './shell.module.css'

const route = getRouteApi('/o/$org')

/** What surrounds every page of an organization: navigation, and the one live subscription. */
export function Shell() {
  const { org } = route.useParams()
  const [menuOpen, menu] = useDisclosure(false)
  const isNarrow = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false })
  return (
    <LiveUpdatesProvider key={org} org={org}>
      <AppShell
        header={{ height: { base: 52, sm: 0 } }}
        navbar={{ width: 244, breakpoint: 'sm', collapsed: { mobile: true } }}
        padding={{ base: 'md', sm: 'xl' }}
      >
        {isNarrow ? (
          <AppShell.Header px="md">
            <Group h="100%" justify="space-between" wrap="nowrap">
              <Group gap="sm" wrap="nowrap">
                <Burger opened={menuOpen} onClick={menu.open} size="sm" aria-label="Open the menu" />
                <Brand />
              </Group>
              <LiveIndicator />
            </Group>
          </AppShell.Header>
        ) : (
          <AppShell.Navbar className={classes.navbar} aria-label="Main">
            <Navigation org={org} />
          </AppShell.Navbar>
        )}
        {/* A collapsed navbar is only moved off the screen and can still get the focus, so phones get a dialog. */}
        <Drawer
          opened={isNarrow && menuOpen}
          onClose={menu.close}
          size={280}
          title={<Brand />}
          classNames={{ body: classes.drawerBody, content: classes.drawerContent }}
          closeButtonProps={{ 'aria-label': 'Close the menu' }}
        >
          <nav aria-label="Main" className={classes.drawerNavigation}>
            <Navigation org={org} onNavigate={menu.close} inDrawer />
          </nav>
        </Drawer>
        <AppShell.Main id="main" tabIndex={-1} className={classes.main}>
          <InsideMainContext value>
            <Outlet />
          </InsideMainContext>
        </AppShell.Main>
      </AppShell>
    </LiveUpdatesProvider>
  )
}
