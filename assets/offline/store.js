/** The pages of kept.js in localStorage: {session, owner, at, states} by path. Bounded in number, length and age. */
import { read as parsed, write as keep } from "./storage.js";

const PREFIX = "autoservice-seen ";
const MOST = 20;
const LONGEST = 100_000;
const OLDEST = 3 * 24 * 3600_000;

const all = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => ({ key, ...parsed(key) }))
    .sort((a, b) => b.at - a.at);
const drop = (records) => records.forEach(({ key }) => localStorage.removeItem(key));
const isOf = (session) => (one) => one.session && one.session === session && Math.abs(Date.now() - one.at) < OLDEST;

export const read = (path, session) => [parsed(PREFIX + path)].find(isOf(session));
export const newestPath = (session) => all().find(isOf(session))?.key.slice(PREFIX.length);
export const dropAll = () => drop(all());

/** Drops what is not of this session, or of another role of it. */
export function dropOthers({ session, owner }) {
  drop(all().filter((one) => !isOf(session)(one) || (owner && one.owner !== owner)));
}

export function write(path, record) {
  drop(all().slice(MOST));
  if (JSON.stringify(record).length <= LONGEST) keep(PREFIX + path, record);
}
