import { Migration } from '@mikro-orm/migrations'

/** Organizations and their staff, MCP servers with their keys, and end-users. */
export class Core extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`organization\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`slug\` varchar(63) character set ascii collate ascii_bin not null,
        \`name\` varchar(80) not null,
        \`created_at\` datetime(3) not null,
        primary key (\`id\`),
        unique key \`organization_slug_unique\` (\`slug\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`account\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`name\` varchar(80) not null,
        \`email\` varchar(254) collate utf8mb4_bin not null,
        \`email_key\` varchar(254) collate utf8mb4_bin not null,
        \`password_hash\` varchar(200) character set ascii collate ascii_bin not null,
        \`created_at\` datetime(3) not null,
        primary key (\`id\`),
        unique key \`account_email_key_unique\` (\`email_key\`)
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`dashboard_session\` (
        \`id_hash\` binary(32) not null,
        \`account_id\` char(36) character set ascii collate ascii_bin not null,
        \`expires_at\` datetime(3) not null,
        \`created_at\` datetime(3) not null,
        primary key (\`id_hash\`),
        key \`dashboard_session_account_index\` (\`account_id\`),
        key \`dashboard_session_expiry_index\` (\`expires_at\`),
        constraint \`dashboard_session_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`membership\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`account_id\` char(36) character set ascii collate ascii_bin not null,
        \`role\` varchar(20) character set ascii collate ascii_bin not null,
        \`created_at\` datetime(3) not null,
        primary key (\`id\`),
        unique key \`membership_account_unique\` (\`organization_id\`, \`account_id\`),
        key \`membership_account_index\` (\`account_id\`),
        constraint \`membership_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`membership_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`mcp_server\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`slug\` varchar(63) character set ascii collate ascii_bin not null,
        \`name\` varchar(80) not null,
        \`description\` varchar(500) not null,
        \`archived_at\` datetime(3) null,
        \`created_at\` datetime(3) not null,
        \`updated_at\` datetime(3) not null,
        primary key (\`id\`),
        unique key \`mcp_server_slug_unique\` (\`slug\`),
        unique key \`mcp_server_tenant_unique\` (\`organization_id\`, \`id\`),
        constraint \`mcp_server_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`server_key\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`mcp_server_id\` char(36) character set ascii collate ascii_bin not null,
        \`key_hash\` binary(32) not null,
        \`hint\` varchar(4) character set ascii collate ascii_bin not null,
        \`created_by_account_id\` char(36) character set ascii collate ascii_bin not null,
        \`created_at\` datetime(3) not null,
        \`revoked_at\` datetime(3) null,
        \`last_used_at\` datetime(3) null,
        primary key (\`id\`),
        unique key \`server_key_hash_unique\` (\`key_hash\`),
        key \`server_key_server_index\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`),
        key \`server_key_account_index\` (\`created_by_account_id\`),
        constraint \`server_key_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict,
        constraint \`server_key_account_fk\` foreign key (\`created_by_account_id\`) references \`account\` (\`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`mcp_server_user\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`mcp_server_id\` char(36) character set ascii collate ascii_bin not null,
        \`name\` varchar(80) not null,
        \`email\` varchar(254) collate utf8mb4_bin not null,
        \`email_key\` varchar(254) collate utf8mb4_bin not null,
        \`created_at\` datetime(3) not null,
        primary key (\`id\`),
        unique key \`mcp_server_user_tenant_unique\` (\`organization_id\`, \`id\`),
        unique key \`mcp_server_user_email_unique\` (\`organization_id\`, \`mcp_server_id\`, \`email_key\`),
        constraint \`mcp_server_user_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
    this.addSql(`create table if not exists \`mcp_server_session\` (
        \`id\` char(36) character set ascii collate ascii_bin not null,
        \`organization_id\` char(36) character set ascii collate ascii_bin not null,
        \`mcp_server_user_id\` char(36) character set ascii collate ascii_bin not null,
        \`created_at\` datetime(3) not null,
        \`revoked_at\` datetime(3) null,
        primary key (\`id\`),
        unique key \`mcp_server_session_tenant_unique\` (\`organization_id\`, \`id\`),
        key \`mcp_server_session_user_index\` (\`organization_id\`, \`mcp_server_user_id\`),
        constraint \`mcp_server_session_user_fk\` foreign key (\`organization_id\`, \`mcp_server_user_id\`) references \`mcp_server_user\` (\`organization_id\`, \`id\`) on delete restrict
      ) default character set utf8mb4 collate utf8mb4_unicode_ci engine = InnoDB`)
  }

  override down(): void {
    this.addSql(`drop table if exists \`mcp_server_session\``)
    this.addSql(`drop table if exists \`mcp_server_user\``)
    this.addSql(`drop table if exists \`server_key\``)
    this.addSql(`drop table if exists \`mcp_server\``)
    this.addSql(`drop table if exists \`membership\``)
    this.addSql(`drop table if exists \`dashboard_session\``)
    this.addSql(`drop table if exists \`account\``)
    this.addSql(`drop table if exists \`organization\``)
  }
}
