import { DOUBLE_PRESS_MS } from './guard-enter.ts'

/**
 * Lets Ctrl Enter send the form in which somebody writes a text of several lines, where Enter begins a new line. It presses
 * the form's button, which does nothing while the form is on its way.
 */
export function submitByKey(): void {
  let pressedAt = Number.NEGATIVE_INFINITY
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey } = event
    if (key !== 'Enter' || !(ctrlKey || metaKey) || event.repeat || event.defaultPrevented) return
    if (!(target instanceof HTMLTextAreaElement)) return
    // A form is checked before it is on its way, and another press in that time would send it twice.
    if (event.timeStamp - pressedAt < DOUBLE_PRESS_MS) return
    pressedAt = event.timeStamp
    target.form?.querySelector<HTMLButtonElement>('[type=submit]')?.click()
  })
}
