import { accessTokenRouter } from './access-token.router.ts'
import { accountRouter } from './account.router.ts'
import { agentRouter } from './agent.router.ts'
import { endUserRouter } from './end-user.router.ts'
import { invitationRouter } from './invitation.router.ts'
import { mcpServerRouter } from './mcp-server.router.ts'
import { organizationRouter } from './organization.router.ts'
import { privacyRouter } from './privacy.router.ts'
import { supportTicketRouter } from './support-ticket.router.ts'
import { router } from './trpc.ts'

export const appRouter = router({
  accessToken: accessTokenRouter,
  account: accountRouter,
  agent: agentRouter,
  endUser: endUserRouter,
  invitation: invitationRouter,
  mcpServer: mcpServerRouter,
  organization: organizationRouter,
  privacy: privacyRouter,
  supportTicket: supportTicketRouter,
})

export type AppRouter = typeof appRouter
