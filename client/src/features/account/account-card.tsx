import type { ReactNode } from 'react'
import { Brand } from '../../ui/brand.tsx'
import { CardPage } from '../../ui/card-page.tsx'

/** The frame of pages that do not belong to an organization. */
export function AccountCard({ children }: { children: ReactNode }) {
  return <CardPage above={<Brand />}>{children}</CardPage>
}
