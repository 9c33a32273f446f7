import { type ComponentType, use } from 'react'
import { whenIdle } from './when-idle.ts'

/** The code of a page or of a part of it did not arrive: a new release replaced it, or there is no connection. */
export class MissingCode extends Error {}

/** Loads code, or says in its own words that it is missing. */
export async function loadCode<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load()
  } catch (cause) {
    throw new MissingCode('The code of this page could not be loaded.', { cause })
  }
}

/**
 * A part of a page whose code is loaded when it is shown, or before that with `preload`. Once it is there, it shows in the
 * same moment. Missing code is for the error boundary of the page, which offers to reload.
 */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let Part: ComponentType<Props> | undefined
  let coming: Promise<void> | undefined
  const arrive = async () => {
    Part = await loadCode(load)
  }
  const start = () => (coming ??= arrive())
  function LazyPart(props: Props) {
    if (!Part) use(start())
    return Part ? <Part {...props} /> : null
  }
  /** Loads the code when the browser is idle. Where it does not arrive, showing the part tries again. */
  LazyPart.preload = () =>
    whenIdle(() =>
      start().catch(() => {
        coming = undefined
      }),
    )
  return LazyPart
}
