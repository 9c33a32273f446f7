/** Milliseconds. Two presses or clicks within this time are one that bounced, or a hurry: the second does nothing. */
export const DOUBLE_PRESS_MS = 400

/**
 * Lets Enter act once per press. A held key repeats, and would go through a question, its answer and the next question.
 * Inside a dialog, a press that follows another one at once is ignored too: nobody has read the question by then.
 */
export function guardEnter(): void {
  let pressedAt = Number.NEGATIVE_INFINITY
  const forget = () => (pressedAt = Number.NEGATIVE_INFINITY)
  document.addEventListener('input', forget, { capture: true })
  document.addEventListener(
    'keydown',
    (event) => {
      const { target } = event
      if (event.key !== 'Enter') return forget()
      if (!(target instanceof Element) || target.closest('textarea')) return
      const isDouble = event.timeStamp - pressedAt < DOUBLE_PRESS_MS
      if (!event.repeat) pressedAt = event.timeStamp
      if (event.repeat || (isDouble && target.closest('[role="dialog"]'))) event.preventDefault()
    },
    { capture: true },
  )
}
