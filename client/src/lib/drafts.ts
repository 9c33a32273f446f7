const PREFIX = 'draft:'

/**
 * Keeps what somebody wrote and did not send yet: a closed dialog, a reload and a new sign-in do not lose it. It stays in
 * this tab, and goes when the person signs out.
 */
export function writeDraft(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    // The storage is full or switched off. The form still has the text.
  }
}

/** Returns what `writeDraft` kept; undefined if there is nothing. */
export function readDraft(key: string): unknown {
  try {
    const text = sessionStorage.getItem(PREFIX + key)
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}

export function clearDraft(key: string): void {
  try {
    sessionStorage.removeItem(PREFIX + key)
  } catch {
    // Without a storage there is no draft.
  }
}

/** For a person who leaves: the next one at this browser must not read their drafts. */
export function clearDrafts(): void {
  try {
    for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) sessionStorage.removeItem(key)
  } catch {
    // Without a storage there is no draft.
  }
}
