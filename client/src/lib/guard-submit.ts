import { DOUBLE_PRESS_MS } from './guard-enter.ts'

/**
 * Lets a form be sent once, however it is sent. A form is checked before its button is disabled, and another click or press in that
 * time would send it twice.
 */
export function guardSubmit(): void {
  const sentAt = new WeakMap<EventTarget, number>()
  let changedAt = Number.NEGATIVE_INFINITY
  document.addEventListener('input', ({ timeStamp }) => (changedAt = timeStamp), { capture: true })
  document.addEventListener(
    'submit',
    (event) => {
      const { target: form, timeStamp } = event
      if (!form) return
      const last = sentAt.get(form) ?? Number.NEGATIVE_INFINITY
      if (timeStamp - last >= DOUBLE_PRESS_MS || changedAt > last) return void sentAt.set(form, timeStamp)
      event.preventDefault()
      event.stopPropagation()
    },
    { capture: true },
  )
}
