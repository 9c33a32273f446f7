import type { MemberDto } from '#shared/organization.ts'
import { queryClient, trpc } from '../../lib/trpc.ts'

/** Reads the members again after one was changed. Of the person's own change, the dashboard offers what it allows. */
export async function refreshMembers(org: string, changed: MemberDto): Promise<void> {
  await queryClient.invalidateQueries(trpc.organization.members.queryFilter({ org }))
  if (changed.you) await queryClient.invalidateQueries(trpc.account.session.queryFilter())
}
