import { Migration } from '@mikro-orm/migrations'

/** The organization that an account is about to belong to: accounts and organizations are not written in one transaction. */
export class UnfinishedAccounts extends Migration {
  override up(): void {
    this.addSql(`alter table \`account\` add column \`joining_organization_id\` text null`)
    this.addSql(
      `create index \`account_joining_index\` on \`account\` (\`joining_organization_id\`, \`created_at\`)`,
    )
  }

  override down(): void {
    this.addSql(`drop index \`account_joining_index\``)
    this.addSql(`alter table \`account\` drop column \`joining_organization_id\``)
  }
}
