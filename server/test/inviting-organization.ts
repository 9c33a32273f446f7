import { randomUUID } from 'node:crypto'
import type { CreatedInvitationDto, InvitationDto, JoinedDto } from '#shared/invitation.ts'
import type { MemberDto, Role } from '#shared/organization.ts'
import { PASSWORD, signUpStaff, Visitor } from './factories.ts'
import { startTestApp, type TestApp } from './harness.ts'

/** An organization that invites people, on a platform where nobody signs up otherwise. */
export class InvitingOrganization {
  readonly test: TestApp
  readonly owner: Visitor
  readonly email: string
  readonly org: string

  private constructor(test: TestApp, owner: Visitor, email: string, org: string) {
    this.test = test
    this.owner = owner
    this.email = email
    this.org = org
  }

  static async start(url: string): Promise<InvitingOrganization> {
    const open = await startTestApp(url)
    const { email, org } = await signUpStaff(open.app, 'Acme')
    await open.close()
    const test = await startTestApp(url, { signUp: 'closed' })
    const owner = new Visitor(test.app)
    await owner.mutate('account.signIn', { email, password: PASSWORD })
    return new InvitingOrganization(test, owner, email, org)
  }

  create(role: Role, by = this.owner): Promise<CreatedInvitationDto> {
    return by.mutate('invitation.create', { org: this.org, role })
  }

  /** @returns the secret of a new invitation */
  async invite(role: Role, by?: Visitor): Promise<string> {
    return secretOf(await this.create(role, by))
  }

  async revoke({ invitation }: Pick<CreatedInvitationDto, 'invitation'>): Promise<void> {
    await this.owner.mutate('invitation.revoke', { org: this.org, invitationId: invitation.id })
  }

  list(): Promise<InvitationDto[]> {
    return this.owner.query('invitation.list', { org: this.org })
  }

  members(): Promise<MemberDto[]> {
    return this.owner.query('organization.members', { org: this.org })
  }

  async memberId(email: string): Promise<string> {
    const member = (await this.members()).find((each) => each.email === email)
    if (!member) throw new Error('No member has this address')
    return member.id
  }

  /** Uses an invitation up with a new account. */
  async signUp(secret: string, by = new Visitor(this.test.app)): Promise<JoinedDto> {
    return by.mutate('invitation.signUp', { secret, ...newPerson() })
  }

  /** Somebody new who joins by an invitation for this role. */
  async join(role: Role): Promise<{ visitor: Visitor; email: string; joined: JoinedDto }> {
    const visitor = new Visitor(this.test.app)
    const joined = await this.signUp(await this.invite(role), visitor)
    return { visitor, email: joined.session.account.email, joined }
  }

  /** Somebody with an account who is in no organization. */
  async guest(): Promise<Visitor> {
    const { visitor, email } = await this.join('viewer')
    const memberId = await this.memberId(email)
    await this.owner.mutate('organization.removeMember', { org: this.org, memberId })
    return visitor
  }
}

export function secretOf({ link }: CreatedInvitationDto): string {
  return new URL(link).hash.slice(1)
}

/** What somebody new fills in. */
export function newPerson() {
  return { name: 'Grace Hopper', email: `${randomUUID()}@example.com`, password: PASSWORD }
}
