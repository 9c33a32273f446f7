import { Migration } from '@mikro-orm/migrations'

/** Indexes for the lists of one MCP server's tickets in a category. */
export class TicketListByServerAndCategory extends Migration {
  override up(): void {
    this.addSql(
      `create index \`support_ticket_list_server_category\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_id\`, \`category\`, \`created_at\`, \`id\`)`,
    )
    this.addSql(
      `create index \`support_ticket_list_server_status_category\` on \`support_ticket\` (\`organization_id\`, \`mcp_server_id\`, \`status\`, \`category\`, \`created_at\`, \`id\`)`,
    )
  }

  override down(): void {
    this.addSql(`drop index \`support_ticket_list_server_status_category\``)
    this.addSql(`drop index \`support_ticket_list_server_category\``)
  }
}
