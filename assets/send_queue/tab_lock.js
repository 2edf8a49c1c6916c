/**
 * One tab at a time. The tab that sends also renews a timestamp in localStorage: a lock whose holder has not done
 * so for a while (its page sleeps) is stolen. Where there are no Web Locks (plain http on a LAN), the timestamp
 * alone decides. Two tabs at once do no harm, only double work: the server answers a repetition once.
 */
import { uuid } from "./item.js";

const LOCK = "autoservice-send-queue";
const LEASE = 15_000;
const TAB = uuid();

let busySince = null; // since when the lock was found taken, again and again
let busyAt = -Infinity;

/** Runs ``task(signal)`` unless another tab is sending: then "busy". The signal says that the lock was stolen. */
export function exclusively(task) {
  return navigator.locks ? withLock(task) : withLease(task);
}

async function withLock(task) {
  const stolen = new AbortController();
  const now = performance.now();
  const isStale = now - busyAt < LEASE / 3 && now - busySince > LEASE && !isLeased();
  const request = navigator.locks.request(LOCK, isStale ? { steal: true } : { ifAvailable: true }, (lock) => {
    return lock ? renewing(() => task(stolen.signal)) : noteBusy();
  });
  return request.catch((error) => {
    stolen.abort();
    if (error.name === "AbortError") return "busy"; // another tab has it now
    throw error;
  });
}

function noteBusy() {
  const now = performance.now();
  if (now - busyAt > LEASE / 3) busySince = now; // it was not asked for in between
  busyAt = now;
  return "busy";
}

async function withLease(task) {
  if (!takeLease()) return "busy";
  await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 30)); // two tabs at the same instant
  return takeLease() ? renewing(() => task(new AbortController().signal)) : "busy";
}

async function renewing(task) {
  takeLease();
  const heartbeat = setInterval(takeLease, LEASE / 3);
  try {
    return await task();
  } finally {
    clearInterval(heartbeat);
    dropLease();
  }
}

/** Without localStorage the lease is nobody's: two tabs may send at once, as above. */
function attempt(task) {
  try {
    return task();
  } catch {
    return undefined;
  }
}

const readLease = () => JSON.parse(localStorage.getItem(LOCK));

/** Whether another tab has renewed it lately; a time to come is from before the clock was set back. */
const isAnothers = (lease) => Boolean(lease) && lease.tab !== TAB && Math.abs(lease.at - Date.now()) < LEASE;
const isLeased = () => Boolean(attempt(() => isAnothers(readLease())));

function takeLease() {
  if (isLeased()) return false;
  attempt(() => localStorage.setItem(LOCK, JSON.stringify({ tab: TAB, at: Date.now() })));
  return true;
}

export const dropLease = () => attempt(() => readLease()?.tab === TAB && localStorage.removeItem(LOCK));
