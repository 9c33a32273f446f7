import { type ComponentType, type ReactNode, useEffect, useEffectEvent, useState } from 'react'
import { lazyCode } from '../lib/lazy-code.ts'
import { MissingPart, type MissingProps } from './missing-part.tsx'

interface LazyPartOptions<Props> {
  /** Stands in its place until it is there. */
  waiting?: ReactNode
  /** Stands in its place when it did not arrive. */
  Missing?: ComponentType<Props & MissingProps>
}

/**
 * A part of a page whose code is loaded when it is shown, or before that with `preload`. Once it is there, it shows in the
 * same moment. If it does not arrive, only its own place says so, and the page around it stays as it is.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { waiting, Missing = MissingPart }: LazyPartOptions<Props> = {},
) {
  const code = lazyCode(load)
  function LazyPart(props: Props) {
    const [Part, setPart] = useState(code.read)
    if (Part) return <Part {...props} />
    return (
      <Arrival start={code.start} onArrived={(part) => setPart(() => part)} waiting={waiting}>
        {(missing) => <Missing {...props} {...missing} />}
      </Arrival>
    )
  }
  LazyPart.preload = code.preload
  /** Whether it can be shown without waiting. */
  LazyPart.isThere = () => code.read() !== undefined
  return LazyPart
}

interface ArrivalProps<T> {
  start: () => Promise<T>
  onArrived: (code: T) => void
  waiting: ReactNode
  children: (missing: MissingProps) => ReactNode
}

/** What is shown until the code has arrived. A new place starts anew: it does not show the failure of another one. */
function Arrival<T>({ start, onArrived, waiting, children }: ArrivalProps<T>) {
  const [failures, setFailures] = useState(0)
  const [tries, setTries] = useState(1)
  const arrived = useEffectEvent(onArrived)
  useEffect(() => {
    let isWanted = true
    start().then(
      (code) => isWanted && arrived(code),
      () => isWanted && setFailures(tries),
    )
    return () => {
      isWanted = false
    }
  }, [start, tries])
  if (failures === 0) return waiting
  return children({ failures, isRetrying: tries > failures, onRetry: () => setTries(failures + 1) })
}
