/** Commands of MySQL's protocol that carry a statement. */
const COM_QUERY = 0x03
const COM_STMT_PREPARE = 0x16
const COM_STMT_EXECUTE = 0x17

export interface WireCommand {
  /** `prepare` sends a text and runs nothing. */
  kind: 'query' | 'prepare' | 'execute'
  /** The statement's text. An `execute` names it by number; the text is the one that was prepared. */
  sql: string
}

/** Reads which statements a client sends on one connection to MySQL. A prepared statement is sent as text only once. */
export class MySqlWire {
  readonly #prepared = new Map<number, string>()
  #preparing: string | undefined
  #rest: Buffer = Buffer.alloc(0)

  /** @returns the commands that are complete with these bytes of the client */
  readClient(bytes: Buffer): WireCommand[] {
    const commands: WireCommand[] = []
    this.#rest = Buffer.concat([this.#rest, bytes])
    while (this.#rest.length >= 4) {
      const end = 4 + this.#rest.readUIntLE(0, 3)
      if (this.#rest.length < end) break
      // The packets of a command are numbered from 0. Sign-in goes on with 1.
      const command = this.#rest[3] === 0 && this.#command(this.#rest.subarray(4, end))
      if (command) commands.push(command)
      this.#rest = this.#rest.subarray(end)
    }
    return commands
  }

  /** Reads the number of a statement that was just prepared from the first bytes of the answer. */
  readServer(bytes: Buffer): void {
    if (this.#preparing !== undefined && bytes[4] === 0) {
      this.#prepared.set(bytes.readUInt32LE(5), this.#preparing)
    }
    this.#preparing = undefined
  }

  #command(payload: Buffer): WireCommand | undefined {
    if (payload[0] === COM_QUERY) return { kind: 'query', sql: payload.toString('utf8', 1) }
    if (payload[0] === COM_STMT_EXECUTE) {
      return { kind: 'execute', sql: this.#prepared.get(payload.readUInt32LE(1)) ?? '' }
    }
    if (payload[0] !== COM_STMT_PREPARE) return undefined
    this.#preparing = payload.toString('utf8', 1)
    return { kind: 'prepare', sql: this.#preparing }
  }
}
