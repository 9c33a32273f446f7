import { Migration } from '@mikro-orm/migrations'

/** The networks from which somebody signed in, and since when browsers and networks are known to an account of staff. */
export class KnownNetworks extends Migration {
  override up(): void {
    this.addSql(`alter table \`account\` add column \`known_networks\` text null`)
    this.addSql(`alter table \`account\` add column \`devices_forgotten_at\` datetime null`)
    this.addSql(`alter table \`mcp_server_user\` add column \`known_networks\` text null`)
  }

  override down(): void {
    this.addSql(`alter table \`mcp_server_user\` drop column \`known_networks\``)
    this.addSql(`alter table \`account\` drop column \`devices_forgotten_at\``)
    this.addSql(`alter table \`account\` drop column \`known_networks\``)
  }
}
