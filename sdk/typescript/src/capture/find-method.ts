/*
 * Methods of the host's objects, for those who replace them.
 */

/**
 * The method itself, and not what a proxy gives out for it: that calls the member of its target, which is to be replaced.
 *
 * @throws if the object has no such member, but answers as if it had.
 */
export function findMethod<Result>(
  object: object,
  name: string,
): (this: unknown, ...args: unknown[]) => Result {
  return (findMember(object, name)!.value ?? (object as Record<string, unknown>)[name]) as () => Result
}

/** The member of the object, or of what it inherits from. No getter is called. */
export function findMember(object: object | null, name: string): PropertyDescriptor | undefined {
  if (object === null) return undefined
  return (
    Object.getOwnPropertyDescriptor(object, name) ??
    findMember(Object.getPrototypeOf(object) as object | null, name)
  )
}
