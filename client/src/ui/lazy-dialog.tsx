import type { ModalProps } from '@mantine/core'
import { Suspense, useState } from 'react'
import { lazyPart } from '../lib/lazy-part.tsx'

const Dialog = lazyPart<ModalProps>(() => import('./dialog.tsx').then((module) => module.default))

/** A dialog whose code is loaded when it first opens, or before that with `LazyDialog.preload`. */
export function LazyDialog(props: ModalProps) {
  const [wasOpened, setWasOpened] = useState(false)
  if (props.opened && !wasOpened) setWasOpened(true)
  if (!wasOpened) return null
  return (
    <Suspense>
      <Dialog {...props} />
    </Suspense>
  )
}
LazyDialog.preload = Dialog.preload
