import { createContext, type ReactNode } from 'react'

export interface ShellParts {
  /** Opens the navigation where the window is too narrow to show it always. */
  menuButton?: ReactNode
  /** Whether changes arrive, where the navigation does not show it. */
  liveState?: ReactNode
}

/** What the shell gives to the bar of each page. Undefined outside the shell, where a page is its own landmark. */
export const ShellContext = createContext<ShellParts | undefined>(undefined)
