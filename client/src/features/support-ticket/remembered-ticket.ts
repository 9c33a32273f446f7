let reference: string | undefined

/** Keeps which ticket was looked at last, so that the keys of the list go on there. */
export function rememberTicket(next: string): void {
  reference = next
}

export function rememberedTicket(): string | undefined {
  return reference
}
