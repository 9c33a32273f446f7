import { Migration } from '@mikro-orm/migrations'

/** Organizations and their staff, MCP servers with their keys, and end-users. */
export class Core extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`organization\` (
        \`id\` text not null,
        \`slug\` text not null,
        \`name\` text not null,
        \`created_at\` datetime not null,
        primary key (\`id\`)
      )`)
    this.addSql(
      `create unique index if not exists \`organization_slug_unique\` on \`organization\` (\`slug\`)`,
    )
    this.addSql(`create table if not exists \`account\` (
        \`id\` text not null,
        \`name\` text not null,
        \`email\` text not null,
        \`email_key\` text not null,
        \`password_hash\` text not null,
        \`created_at\` datetime not null,
        primary key (\`id\`)
      )`)
    this.addSql(
      `create unique index if not exists \`account_email_key_unique\` on \`account\` (\`email_key\`)`,
    )
    this.addSql(`create table if not exists \`dashboard_session\` (
        \`id_hash\` blob not null,
        \`account_id\` text not null,
        \`expires_at\` datetime not null,
        \`created_at\` datetime not null,
        primary key (\`id_hash\`),
        constraint \`dashboard_session_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      )`)
    this.addSql(
      `create index if not exists \`dashboard_session_account_index\` on \`dashboard_session\` (\`account_id\`)`,
    )
    this.addSql(
      `create index if not exists \`dashboard_session_expiry_index\` on \`dashboard_session\` (\`expires_at\`)`,
    )
    this.addSql(`create table if not exists \`membership\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`account_id\` text not null,
        \`role\` text not null,
        \`created_at\` datetime not null,
        primary key (\`id\`),
        constraint \`membership_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict,
        constraint \`membership_account_fk\` foreign key (\`account_id\`) references \`account\` (\`id\`) on delete restrict
      )`)
    this.addSql(
      `create unique index if not exists \`membership_account_unique\` on \`membership\` (\`organization_id\`, \`account_id\`)`,
    )
    this.addSql(`create index if not exists \`membership_account_index\` on \`membership\` (\`account_id\`)`)
    this.addSql(`create table if not exists \`mcp_server\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`slug\` text not null,
        \`name\` text not null,
        \`description\` text not null,
        \`archived_at\` datetime null,
        \`created_at\` datetime not null,
        \`updated_at\` datetime not null,
        primary key (\`id\`),
        constraint \`mcp_server_organization_fk\` foreign key (\`organization_id\`) references \`organization\` (\`id\`) on delete restrict
      )`)
    this.addSql(`create unique index if not exists \`mcp_server_slug_unique\` on \`mcp_server\` (\`slug\`)`)
    this.addSql(
      `create unique index if not exists \`mcp_server_tenant_unique\` on \`mcp_server\` (\`organization_id\`, \`id\`)`,
    )
    this.addSql(`create table if not exists \`server_key\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`mcp_server_id\` text not null,
        \`key_hash\` blob not null,
        \`hint\` text not null,
        \`created_by_account_id\` text not null,
        \`created_at\` datetime not null,
        \`revoked_at\` datetime null,
        \`last_used_at\` datetime null,
        primary key (\`id\`),
        constraint \`server_key_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict,
        constraint \`server_key_account_fk\` foreign key (\`created_by_account_id\`) references \`account\` (\`id\`) on delete restrict
      )`)
    this.addSql(
      `create unique index if not exists \`server_key_hash_unique\` on \`server_key\` (\`key_hash\`)`,
    )
    this.addSql(
      `create index if not exists \`server_key_server_index\` on \`server_key\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`)`,
    )
    this.addSql(
      `create index if not exists \`server_key_account_index\` on \`server_key\` (\`created_by_account_id\`)`,
    )
    this.addSql(`create table if not exists \`mcp_server_user\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`mcp_server_id\` text not null,
        \`name\` text not null,
        \`email\` text not null,
        \`email_key\` text not null,
        \`created_at\` datetime not null,
        primary key (\`id\`),
        constraint \`mcp_server_user_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create unique index if not exists \`mcp_server_user_tenant_unique\` on \`mcp_server_user\` (\`organization_id\`, \`id\`)`,
    )
    this.addSql(
      `create unique index if not exists \`mcp_server_user_email_unique\` on \`mcp_server_user\` (\`organization_id\`, \`mcp_server_id\`, \`email_key\`)`,
    )
    this.addSql(`create table if not exists \`mcp_server_session\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`mcp_server_user_id\` text not null,
        \`created_at\` datetime not null,
        \`revoked_at\` datetime null,
        primary key (\`id\`),
        constraint \`mcp_server_session_user_fk\` foreign key (\`organization_id\`, \`mcp_server_user_id\`) references \`mcp_server_user\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create unique index if not exists \`mcp_server_session_tenant_unique\` on \`mcp_server_session\` (\`organization_id\`, \`id\`)`,
    )
    this.addSql(
      `create index if not exists \`mcp_server_session_user_index\` on \`mcp_server_session\` (\`organization_id\`, \`mcp_server_user_id\`)`,
    )
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
