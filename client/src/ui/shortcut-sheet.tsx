import { Button, Tooltip } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconKeyboard } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useShortcuts, useSingleLetters } from '../lib/shortcuts.ts'
import { ComingPart } from './coming.tsx'
import { LazyDialog } from './lazy-dialog.tsx'
import { lazyPart } from './lazy-part.tsx'
import classes from './shortcut-sheet.module.css'

const ShortcutList = lazyPart(() => import('./shortcut-list.tsx').then((it) => it.ShortcutList), {
  waiting: <ComingPart height={320} />,
})

/** The button and the key that show all shortcuts. */
export function ShortcutSheet() {
  const [opened, sheet] = useDisclosure(false)
  const { on } = useSingleLetters()
  useEffect(() => ShortcutList.preload(), [])
  useShortcuts({ '?': sheet.open })
  return (
    <>
      <Tooltip label="Keyboard shortcuts (?)">
        <Button
          variant="subtle"
          color="gray"
          px={6}
          className={classes.open}
          onClick={sheet.open}
          aria-label="Keyboard shortcuts"
          aria-keyshortcuts={on ? '?' : undefined}
        >
          <IconKeyboard size={18} stroke={1.6} aria-hidden />
        </Button>
      </Tooltip>
      <LazyDialog opened={opened} onClose={sheet.close} title="Keyboard shortcuts" size="lg">
        <ShortcutList />
      </LazyDialog>
    </>
  )
}
