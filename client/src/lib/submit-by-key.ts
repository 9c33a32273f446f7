/**
 * Lets Ctrl Enter send the form in which somebody writes a text of several lines, where Enter begins a new line. It presses
 * the form's button, which does nothing while the form is on its way.
 */
export function submitByKey(): void {
  document.addEventListener('keydown', (event) => {
    const { key, target, ctrlKey, metaKey } = event
    if (key !== 'Enter' || !(ctrlKey || metaKey) || event.repeat || event.defaultPrevented) return
    if (target instanceof HTMLTextAreaElement)
      target.form?.querySelector<HTMLButtonElement>('[type=submit]')?.click()
  })
}
