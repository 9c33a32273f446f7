import { Drawer } from '@mantine/core'
import '@mantine/core/styles/Drawer.css'
import { useMounted } from '@mantine/hooks'
import { Brand } from '../ui/brand.tsx'
import { Navigation } from './navigation.tsx'
import classes from './menu-drawer.module.css'

interface MenuDrawerProps {
  org: string
  opened: boolean
  onClose: () => void
}

/** The navigation on a phone: a dialog, because what is only moved off the screen can still get the focus. */
export default function MenuDrawer({ org, opened, onClose }: MenuDrawerProps) {
  const isMounted = useMounted()
  return (
    <Drawer
      opened={opened && isMounted}
      onClose={onClose}
      size={280}
      title={<Brand />}
      classNames={{ body: classes.body, content: classes.content }}
      closeButtonProps={{ 'aria-label': 'Close the menu' }}
    >
      <nav aria-label="Main" className={classes.navigation}>
        <Navigation org={org} onNavigate={onClose} inDrawer />
      </nav>
    </Drawer>
  )
}
