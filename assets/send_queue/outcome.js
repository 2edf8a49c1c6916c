/**
 * What follows from an answer (transport.js): the item is gone, has failed, or waits for its next attempt.
 *
 * EVENTS on document: send-queue:stored, send-queue:sent, send-queue:failed, detail {id, url, status}. "stored" says
 * that the item will outlive the page; "sent" has the answer, too; what can be corrected in its form is "refused"
 * instead of "failed", with {form, problem}, and gone from the queue.
 */
import { lock, MOMENT } from "../forms/guard.js";
import { correctable, keepOrRelease, release, unbind } from "./bindings.js";
import { followersOf } from "./item.js";

const SECOND = 1000;
const BACKOFF_MAX = 60 * SECOND;
const REJECTIONS = 5; // from a server that is well otherwise: it can never take this
const BIG_FILE_CUTS = 3;

export async function settle(item, answer, { store, sent, wokenAt }) {
  const streak = item.triedAt < wokenAt ? 0 : item.streak;
  const tried = {
    status: answer.status,
    reason: answer.reason ?? "",
    attempts: item.attempts + 1,
    triedAt: Date.now(),
    streak: streak + 1,
    rejections: (item.rejections ?? 0) + (answer.reason === "rejected" ? 1 : 0),
    cuts: item.cuts + (answer.isCut ? 1 : 0),
  };
  Object.assign(item, tried);
  if (answer.kind === "sent") await succeed(item, answer, store, sent);
  else if (answer.kind === "refused" || isHopeless(item)) await fail(item, tried, answer, store);
  else await postpone(item, tried, answer, store);
}

const isHopeless = (item) => item.rejections >= REJECTIONS || item.cuts >= BIG_FILE_CUTS;

async function succeed(item, answer, store, sent) {
  sent.set(item.id, item);
  lock(item.signature, MOMENT);
  release(item);
  if (item.filesTo && item.files.length) {
    const bytes = await store.bytesOf(item);
    await Promise.all(followersOf(item, answer.said.id).map((next, index) => store.add(next, [bytes[index]])));
  }
  await store.remove(item.id);
  announce("sent", item, { answer: answer.said });
}

async function fail(item, tried, answer, store) {
  const form = answer.said && correctable(item);
  if (form) {
    unbind(item);
    await store.remove(item.id);
    return announce("refused", item, { form, problem: answer.said });
  }
  keepOrRelease(item);
  const reason = item.cuts >= BIG_FILE_CUTS ? "toolarge" : tried.reason;
  await store.update(item, { ...tried, reason, state: "failed", detail: answer.detail });
  announce("failed", item);
}

async function postpone(item, tried, answer, store) {
  const now = Date.now();
  const backoff = Math.min(SECOND * 2 ** (item.streak - 1) * (1 + Math.random() / 4), BACKOFF_MAX);
  const nextAt = now + (answer.reason === "signin" ? BACKOFF_MAX : backoff);
  await store.update(item, { ...tried, nextAt, notBefore: answer.wait ? now + answer.wait : 0 });
  release(item);
}

export function announce(what, { id, url, status }, more = {}) {
  document.dispatchEvent(new CustomEvent(`send-queue:${what}`, { detail: { id, url, status, ...more } }));
}
