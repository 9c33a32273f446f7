/*
 * Which of the dashboard's categories the support tool offers, if the host's code sets a list (wire contract §7).
 */
import { CONFIG_LIMITS } from '../wire/limits.ts'
import { readText } from '../wire/text.ts'
import type { Logger } from '../platform/logger.ts'

/** The categories to offer, out of those that the dashboard has. */
export type ChooseCategories = (dashboard: readonly string[]) => readonly string[]

/**
 * @param names the host's list. The categories that the dashboard has are offered in its order. Without a list, or if
 * none of its names is left, the dashboard's list is offered.
 * @param warned names that a warning was written for. It is added to, so that each name has one warning.
 */
export function createCategoryChoice(
  names: readonly string[] | undefined,
  warned: Set<string>,
  logger: Logger,
): ChooseCategories {
  const wanted = readNames(names, logger)
  return (dashboard) => {
    for (const name of wanted) {
      if (dashboard.includes(name) || warned.has(name)) continue
      warned.add(name)
      logger.warn(
        `the dashboard has no category ${JSON.stringify(name)}, so supportTool.categories offers it to nobody`,
      )
    }
    const offered = wanted.filter((name) => dashboard.includes(name))
    return offered.length === 0 ? dashboard : offered
  }
}

function readNames(names: unknown, logger: Logger): string[] {
  if (names === undefined || names === null) return []
  const isList = Array.isArray(names) && names.every((name) => typeof name === 'string')
  if (!isList) logger.warn('supportTool.categories is not a list of names and is not used')
  return isList ? [...new Set(names.map(readName))] : []
}

/** The dashboard has no category that is too long, so such a name stays as it is and finds none. */
const readName = (name: string): string => readText(name, 'title', CONFIG_LIMITS.category) ?? name
