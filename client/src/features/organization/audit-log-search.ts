import { oneOf, searchParams, text, uuid } from '../../lib/search-params.ts'
import { TOPIC_NAMES } from './topic-names.ts'

const TOPICS = Object.keys(TOPIC_NAMES) as (keyof typeof TOPIC_NAMES)[]

/** The search parameters of the audit log. */
export const auditLogSearch = searchParams({
  topic: oneOf(TOPICS),
  /** The id of a person. */
  by: uuid,
  cursor: text(100),
})
