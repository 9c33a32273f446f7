/** Sets a member of the map. Beyond `max` members the oldest is forgotten. */
export function setBounded<K, V>(map: Map<K, V>, key: K, value: V, max: number): void {
  if (map.size >= max) map.delete(map.keys().next().value as K)
  map.set(key, value)
}
