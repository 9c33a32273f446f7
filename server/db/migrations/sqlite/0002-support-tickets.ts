import { Migration } from '@mikro-orm/migrations'

/** Tickets with their audit trail, and the support-tool settings that existing servers opt in to. */
export class SupportTickets extends Migration {
  override up(): void {
    this.addSql(`create table if not exists \`support_ticket\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`mcp_server_id\` text not null,
        \`reference\` text not null,
        \`title\` text not null,
        \`description\` text not null,
        \`category\` text not null,
        \`status\` text not null,
        \`version\` integer not null default 1,
        \`origin\` text not null,
        \`mcp_server_user_id\` text null,
        \`mcp_server_session_id\` text null,
        \`email\` text null,
        \`context\` json null,
        \`idempotency_hash\` blob null,
        \`idempotency_fingerprint\` blob null,
        \`created_at\` datetime not null,
        \`updated_at\` datetime not null,
        primary key (\`id\`),
        constraint \`support_ticket_server_fk\` foreign key (\`organization_id\`, \`mcp_server_id\`) references \`mcp_server\` (\`organization_id\`, \`id\`) on delete restrict,
        constraint \`support_ticket_user_fk\` foreign key (\`organization_id\`, \`mcp_server_user_id\`) references \`mcp_server_user\` (\`organization_id\`, \`id\`) on delete restrict,
        constraint \`support_ticket_session_fk\` foreign key (\`organization_id\`, \`mcp_server_session_id\`) references \`mcp_server_session\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create unique index if not exists \`support_ticket_tenant_unique\` on \`support_ticket\` (\`organization_id\`, \`id\`)`,
    )
    this.addSql(
      `create unique index if not exists \`support_ticket_reference_unique\` on \`support_ticket\` (\`organization_id\`, \`reference\`)`,
    )
    this.addSql(
      `create unique index if not exists \`support_ticket_idempotency_unique\` on \`support_ticket\` (\`organization_id\`, \`idempotency_hash\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_list\` on \`support_ticket\` (\`organization_id\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_list_status\` on \`support_ticket\` (\`organization_id\`, \`status\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_list_category\` on \`support_ticket\` (\`organization_id\`, \`category\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_list_status_category\` on \`support_ticket\` (\`organization_id\`, \`status\`, \`category\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_list_server\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_id\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_list_server_status\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_id\`, \`status\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_user_index\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_user_id\`)`,
    )
    this.addSql(
      `create index if not exists \`support_ticket_session_index\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_session_id\`)`,
    )
    this.addSql(`create table if not exists \`support_ticket_event\` (
        \`id\` text not null,
        \`organization_id\` text not null,
        \`support_ticket_id\` text not null,
        \`type\` text not null,
        \`actor_kind\` text not null,
        \`actor_id\` text not null,
        \`from_status\` text null,
        \`to_status\` text null,
        \`at\` datetime not null,
        primary key (\`id\`),
        constraint \`support_ticket_event_ticket_fk\` foreign key (\`organization_id\`, \`support_ticket_id\`) references \`support_ticket\` (\`organization_id\`, \`id\`) on delete restrict
      )`)
    this.addSql(
      `create index if not exists \`support_ticket_event_ticket_index\` on \`support_ticket_event\` (\`organization_id\`, \`support_ticket_id\`, \`at\`)`,
    )
    this.addSql(
      `alter table \`mcp_server\` add column \`support_tool_enabled\` integer not null default false`,
    )
    this.addSql(`alter table \`mcp_server\` add column \`support_tool_title\` text null`)
    this.addSql(`alter table \`mcp_server\` add column \`support_tool_description\` text null`)
    this.addSql(`alter table \`mcp_server\` add column \`support_tool_categories\` json null`)
  }

  override down(): void {
    this.addSql(`drop table if exists \`support_ticket_event\``)
    this.addSql(`drop table if exists \`support_ticket\``)
    this.addSql(`alter table \`mcp_server\` drop column \`support_tool_enabled\``)
    this.addSql(`alter table \`mcp_server\` drop column \`support_tool_title\``)
    this.addSql(`alter table \`mcp_server\` drop column \`support_tool_description\``)
    this.addSql(`alter table \`mcp_server\` drop column \`support_tool_categories\``)
  }
}
