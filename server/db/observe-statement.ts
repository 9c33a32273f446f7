/** Sees a statement as the driver gets it: its text, and the values that are bound to it. */
export type ObserveStatement = (sql: string, values: readonly unknown[]) => void
