import { type EntityName, type EntityProperty, p, type Platform, Type } from '@mikro-orm/core'
import { MySqlPlatform } from '@mikro-orm/mysql'
import { v7 as uuidv7 } from 'uuid'

/**
 * Columns that are compared byte for byte. In MySQL's Unicode collations `é` equals `e`, and `''` equals `' '`. So ids,
 * slugs and all other identifiers are ASCII in a binary collation. SQLite always compares bytes.
 */
class ExactAsciiType extends Type<string, string> {
  override getColumnType(prop: EntityProperty, platform: Platform): string {
    return isMySql(platform) ? `varchar(${prop.length ?? 40}) character set ascii collate ascii_bin` : 'text'
  }
}

class UuidColumnType extends Type<string, string> {
  override getColumnType(_prop: EntityProperty, platform: Platform): string {
    return isMySql(platform) ? 'char(36) character set ascii collate ascii_bin' : 'text'
  }
}

/** SHA-256 digests. Secrets are found by hash, never compared as text. */
class Sha256Type extends Type<Buffer, Uint8Array> {
  override getColumnType(_prop: EntityProperty, platform: Platform): string {
    return isMySql(platform) ? 'binary(32)' : 'blob'
  }
  override convertToJSValue(value: Uint8Array): Buffer {
    return value && Buffer.from(value)
  }
  override compareAsType(): string {
    return 'Buffer'
  }
}

/** Bytes of a length that is not fixed. They are compared as bytes, in one order on all databases. */
class BytesType extends Type<Buffer, Uint8Array> {
  override getColumnType(prop: EntityProperty, platform: Platform): string {
    return isMySql(platform) ? `varbinary(${prop.length ?? 255})` : 'blob'
  }
  override convertToJSValue(value: Uint8Array): Buffer {
    return value && Buffer.from(value)
  }
  override compareAsType(): string {
    return 'Buffer'
  }
}

/** Text of any language that is compared byte for byte, such as a category or a normalised e-mail address. */
class ExactTextType extends Type<string, string> {
  override getColumnType(prop: EntityProperty, platform: Platform): string {
    return isMySql(platform) ? `varchar(${prop.length ?? 255}) collate utf8mb4_bin` : 'text'
  }
}

/** Text that may be longer than the 64 KiB of MySQL's `text`. */
class LongTextType extends Type<string, string> {
  override getColumnType(_prop: EntityProperty, platform: Platform): string {
    return isMySql(platform) ? 'mediumtext' : 'text'
  }
}

function isMySql(platform: Platform): boolean {
  return platform instanceof MySqlPlatform
}

/** A UUIDv7 (RFC 9562 §5.7). The app creates all ids, and they are in the order of time. */
export const newId = (): string => uuidv7()

/** The same id each time for the same thing. @param digest of its name, 16 bytes or more @param at when it was made */
export const newIdOf = (digest: Uint8Array, at: Date): string =>
  uuidv7({ msecs: at.getTime(), random: digest })

export const id = () => p.type(UuidColumnType).$type<string>()
export const primaryId = () => id().primary().onCreate(newId)
export const exactAscii = (length: number) => p.type(ExactAsciiType).$type<string>().length(length)
export const exactText = (length: number) => p.type(ExactTextType).$type<string>().length(length)
export const longText = () => p.type(LongTextType).$type<string>()
export const bytes = (length: number) => p.type(BytesType).$type<Buffer>().length(length)
export const sha256Column = () => p.type(Sha256Type).$type<Buffer>()
/**
 * The id of a parent that is written in the same flush. It tells the ORM the order of the two, and it is still a plain
 * id. The foreign key itself is composite and is in the migrations.
 */
export const idOf = <T extends object>(parent: EntityName<T>) =>
  p.manyToOne(parent).mapToPk().$type<string>().createForeignKeyConstraint(false).index(false)
export const timestamp = () => p.datetime(3)
