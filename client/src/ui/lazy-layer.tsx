import { type ComponentType, useState } from 'react'
import { Coming } from './coming.tsx'
import { lazyPart } from './lazy-part.tsx'
import { type LayerProps, MissingLayer } from './missing-layer.tsx'

/** A dialog or drawer over the page, whose code is loaded when it first opens, or before that with `preload`. */
export function lazyLayer<Props extends LayerProps>(load: () => Promise<ComponentType<Props>>) {
  const Layer = lazyPart(load, { waiting: <Coming />, Missing: MissingLayer })
  function LazyLayer(props: Props) {
    const [wasOpened, setWasOpened] = useState(false)
    if (props.opened && !wasOpened) setWasOpened(true)
    // What was closed moves out of view first. Without its code there is nothing to move, and opening it tries again.
    const isShown = Layer.isThere() ? wasOpened : props.opened
    return isShown && <Layer {...props} />
  }
  LazyLayer.preload = Layer.preload
  return LazyLayer
}
