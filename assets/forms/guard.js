/**
 * The guard against the double tap: what was submitted is locked until it is unlocked, or for a moment. A key is a
 * form, or a text that has all that is sent.
 */
export const MOMENT = 1500;

const ends = new Map(); // key -> when its lock ends

export const isLocked = (key) => performance.now() < (ends.get(key) ?? 0);
export const unlock = (key) => ends.delete(key);

/** Locks the key; false if it is locked already. */
export function lock(key, milliseconds = Infinity) {
  if (isLocked(key)) return false;
  for (const old of [...ends.keys()].filter((one) => !isLocked(one))) unlock(old);
  ends.set(key, performance.now() + milliseconds);
  return true;
}
