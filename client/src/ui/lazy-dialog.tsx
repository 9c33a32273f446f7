import type { ModalProps } from '@mantine/core'
import { lazyLayer } from './lazy-layer.tsx'

/** A dialog whose code is loaded when it first opens, or before that with `LazyDialog.preload`. */
export const LazyDialog = lazyLayer<ModalProps>(() => import('./dialog.tsx').then((it) => it.default))
