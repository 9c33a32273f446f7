import { RepeatableMigration } from './table-change.ts'

const MARKS = 'varchar(155) character set ascii collate ascii_bin null'

/** The networks from which somebody signed in, and since when browsers and networks are known to an account of staff. */
export class KnownNetworks extends RepeatableMigration {
  override async up(): Promise<void> {
    await this.changeTable('account', {
      addColumns: { known_networks: MARKS, devices_forgotten_at: 'datetime(3) null' },
    })
    await this.changeTable('mcp_server_user', { addColumns: { known_networks: MARKS } })
  }

  override async down(): Promise<void> {
    await this.changeTable('mcp_server_user', { dropColumns: ['known_networks'] })
    await this.changeTable('account', { dropColumns: ['devices_forgotten_at', 'known_networks'] })
  }
}
