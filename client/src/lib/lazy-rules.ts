import { schemaResolver } from '@mantine/form'
import { whenIdle } from './when-idle.ts'

// zod asks the browser whether it may compile code. Our Content Security Policy says no, and browsers report the question.
Object.assign(globalThis, { __zod_globalConfig: { jitless: true } })

type Schema = Parameters<typeof schemaResolver>[0]
type Errors = Record<string, string>
type Rules = (values: Record<string, unknown>) => Errors

/**
 * The rules of a form, for `validate` of Mantine's form. Their code is larger than most pages, so it is loaded when the
 * browser is idle, or with the first check. If it does not arrive, the server alone checks.
 */
export function lazyRules(load: () => Promise<Schema>) {
  let rules: Rules | undefined
  const read = async () => {
    rules = schemaResolver(await load(), { sync: true }) as Rules
    return rules
  }
  whenIdle(() => void read().catch(() => undefined))
  return (values: object): Errors | Promise<Errors> => {
    const given = values as Record<string, unknown>
    return rules
      ? rules(given)
      : read()
          .then((check) => check(given))
          .catch(() => ({}))
  }
}
