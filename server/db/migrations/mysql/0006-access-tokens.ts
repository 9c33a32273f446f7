import { Migration } from '@mikro-orm/migrations'

/** Personal access tokens of staff. */
export class AccessTokens extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`access_token\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`account_id\` char(36) character set ascii collate ascii_bin not null,
        \`membership_id\` char(36) character set ascii collate ascii_bin not null,
        \`token_hash\` binary(32) not null,
        \`hint\` varchar(4) character set ascii collate ascii_bin not null,
        \`name\` varchar(80) not null,
        \`scopes\` varchar(100) character set ascii collate ascii_bin not null,
        \`created_at\` datetime(3) not null,
        \`expires_at\` datetime(3) not null,
        \`revoked_at\` datetime(3) null,
        \`last_used_at\` datetime(3) null,
        primary key (\`id\`),
        unique key \`access_token_hash_unique\` (\`organization_id\`, \`token_hash\`),
        key \`access_token_list\` (\`organization_id\`, \`account_id\`, \`created_at\`),
        key \`access_token_account_index\` (\`account_id\`),
        constraint \`access_token_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`access_token_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
  }

  override down(): void {
    this.addSql(`drop table if exists \`access_token\``)
  }
}
