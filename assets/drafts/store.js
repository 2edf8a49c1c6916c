/** Drafts in localStorage: of each person, what stands in the fields of which page. Bounded in number, length and age. */
import { read as kept, write as keep } from "../offline/storage.js";

const PREFIX = "autoservice-drafts-";
const MOST = 40;
const LONGEST = 20_000;
const OLDEST = 7 * 24 * 3600_000;

const read = (owner) => kept(PREFIX + owner);

function write(owner, drafts) {
  const now = Date.now();
  const alive = Object.entries(drafts).filter(([, draft]) => Math.abs(now - draft.at) < OLDEST);
  const newest = alive.sort(([, a], [, b]) => b.at - a.at).slice(0, MOST);
  keep(PREFIX + owner, newest.length ? Object.fromEntries(newest) : null);
}

export const draftAt = (owner, place) => read(owner)[place]?.text;

export function keepDraft(owner, place, text) {
  if (text.length > LONGEST) return;
  write(owner, { ...read(owner), [place]: { text, at: Date.now() } });
}

export function dropDraft(owner, place) {
  const { [place]: dropped, ...others } = read(owner);
  if (dropped) write(owner, others);
}

export const dropDrafts = (owner) => write(owner, {});
