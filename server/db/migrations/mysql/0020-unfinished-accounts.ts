import { RepeatableMigration } from './table-change.ts'

/** The organization that an account is about to belong to: accounts and organizations are not written in one transaction. */
export class UnfinishedAccounts extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('account', {
      addColumns: { joining_organization_id: 'char(36) character set ascii collate ascii_bin null' },
      addKeys: { account_joining_index: 'key (`joining_organization_id`, `created_at`)' },
    })
  }

  override async down(): Promise<void> {
    await this.changeTable('account', {
      dropKeys: ['account_joining_index'],
      dropColumns: ['joining_organization_id'],
    })
  }
}
