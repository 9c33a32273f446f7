/**
 * Keeps Escape from the dialog under another one: it hears the key, too, and would close with what was written in it. The one
 * on top is a dialog of the browser, or has `data-keeps-escape`.
 */
export function guardEscape(): void {
  // Registered before any dialog: they listen in the same place, and the first one hears the key first.
  window.addEventListener(
    'keydown',
    (event) => {
      if (event.key === 'Escape' && document.querySelector('dialog[open], [data-keeps-escape]'))
        event.stopImmediatePropagation()
    },
    { capture: true },
  )
}
