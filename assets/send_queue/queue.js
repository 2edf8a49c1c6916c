/**
 * The queue: what waits, what is sent next, and what comes of an answer.
 *
 * An item is written to the disk beside its first attempt, with the same Idempotency-Key on every later one, and is
 * deleted only after a 2xx answer or when the person discards it. Items of one lane (item.js) never overtake each
 * other; lanes do not wait for one another, nor for an item that has failed.
 */
import { isLocked } from "../forms/guard.js";
import { bind, boundIds, formOf, release, unbind } from "./bindings.js";
import { itemsFrom, laneOf, undoOf } from "./item.js";
import { announce, settle } from "./outcome.js";
import {
  changed, currentOwner, find, items, laneHeads, listenToTabs, loaded, preparing, refresh, render, sending, sent,
  store, notifyTabs, views,
} from "./state.js";
import { readAll } from "./store.js";
import { exclusively } from "./tab_lock.js";
import { deliver } from "./transport.js";

const SECOND = 1000;
const SENT_SHOWN = 3 * SECOND;
const AT_ONCE = 3;

const fresh = new Set(); // ids of items made just now: no other tab can have sent them
let lastOwner = "";
let wokenAt = Date.now(); // items tried before this moment are due again

/** The page may be drawn, and used, before it knows who is signed in. */
export async function ownerChanged() {
  await loaded;
  lastOwner = currentOwner() ?? lastOwner;
  const orphans = lastOwner ? items.filter((item) => !item.owner && item.createdAt >= performance.timeOrigin) : [];
  for (const item of orphans) await store.update(item, { owner: lastOwner });
  await (orphans.length ? changed() : refresh());
  pump();
}

export async function enqueue(source) {
  const made = itemsFrom(source, currentOwner() ?? lastOwner);
  await loaded;
  const isGuarded = source.form.hasAttribute("data-pending-lock");
  const accepted = made.filter(({ item }) => !(isGuarded && isRepeated(item)));
  const superseded = items.filter((old) => old.state === "failed" && formOf(old) === source.form);
  for (const { item } of accepted) take(item, source); // no await since isRepeated: a second submit finds it
  await Promise.all(accepted.map(keep));
  for (const old of superseded) await forget(old);
  accepted.filter(({ item }) => !store.unsafe.has(item.id)).forEach(({ item }) => announce("stored", item));
  await goOn();
}

/** Whether the same values are queued already, or were sent a moment ago. */
function isRepeated({ owner, signature }) {
  const isSame = (other) => other.state === "pending" && other.signature === signature && other.owner === owner;
  return isLocked(signature) || items.some(isSame);
}

function take(item, source) {
  item.createdAt = Math.max(item.createdAt, ...items.map((old) => old.createdAt + 1)); // FIFO even if the clock jumps
  items.push(item);
  preparing.add(item.id);
  if (!source.form.matches("[data-photos]:not([data-files-to])")) bind(item, source);
}

/** The first attempt does not wait for the disk: a kill in between leaves what a kill before the submit would leave. */
async function keep({ item, blobs }) {
  const bytes = await readAll(blobs);
  if (!bytes) Object.assign(item, { state: "failed", reason: "unreadable" });
  const write = store.add(item, bytes ?? []);
  preparing.delete(item.id);
  if (bytes && isHead(item)) {
    fresh.add(item.id);
    pump();
  } else if (bytes) release(item); // has to wait, or is not for this form any more
  await write;
}

function dueAt(item) {
  if (item.triedAt > Date.now()) return 0; // the clock of the phone was set back
  return Math.max(item.notBefore, item.triedAt < wokenAt ? 0 : item.nextAt);
}

/** What another tab was sending is idle for the one that has the lock now. */
const isIdle = (item) => !preparing.has(item.id) && typeof sending.get(item.id) !== "number";
const isHead = (item) => laneHeads().includes(item);

function dueItems() {
  return laneHeads().filter((item) => isIdle(item) && dueAt(item) <= Date.now());
}

let nudge = () => {}; // wakes the loop below for new items

/** Runs with the lock. Commands go beside an upload; uploads go one by one. */
async function drain(signal) {
  const running = new Map(); // lane -> {kind, done}
  const isUploading = () => [...running.values()].some(({ kind }) => kind === "multipart");
  const isFree = (item) => !running.has(laneOf(item)) && !(item.kind === "multipart" && isUploading());
  const mayStart = (item) => !signal.aborted && running.size < AT_ONCE && isFree(item);
  const start = (item) => {
    const done = run(item, signal).finally(() => running.delete(laneOf(item)));
    running.set(laneOf(item), { kind: item.kind, done });
  };
  const startDue = (isWanted) => dueItems().filter(isWanted).forEach((item) => mayStart(item) && start(item));
  startDue((item) => fresh.has(item.id));
  fresh.clear();
  await refresh(); // another tab may have sent the others
  for (startDue(() => true); running.size; startDue(() => true)) {
    const nudged = new Promise((resolve) => (nudge = resolve));
    schedule(SECOND); // what becomes due beside a long upload
    await Promise.race([...[...running.values()].map(({ done }) => done), nudged]);
  }
  return "idle";
}

async function run(item, signal) {
  sending.set(item.id, 0);
  if (navigator.onLine && !item.hasLeft) store.update(item, { hasLeft: true });
  notifyTabs();
  render();
  const answer = await attempt(item);
  // A tab that took the lock meanwhile goes on with it.
  if (!signal.aborted || answer.kind === "sent") await settle(item, answer, { store, sent, wokenAt });
  if (answer.kind === "sent") setTimeout(() => sent.delete(item.id) && render(), SENT_SHOWN);
  sending.delete(item.id);
  await changed();
}

/** What the disk cannot give back is shown like a file that cannot be read. */
async function attempt(item) {
  const bytes = await store.bytesOf(item).catch(() => []);
  if (bytes.length < item.files.length) return { kind: "refused", status: 0, reason: "unreadable" };
  return deliver(item, bytes, (share) => progress(item, share)).catch((error) => {
    console.error("send-queue", error);
    return { kind: "later", status: 0, reason: "away" };
  });
}

function progress(item, share) {
  sending.set(item.id, share);
  views.forEach((view) => view.progress(item.id, share));
}

let pumping = false;
let timer = null;

export async function pump() {
  if (pumping) return nudge();
  pumping = true;
  const state = await exclusively(drain).catch((error) => console.error("send-queue", error) ?? "busy");
  pumping = false;
  fresh.clear(); // where another tab was busy, it has seen them now
  if (state === "busy") boundIds().map(find).filter((item) => item?.state === "pending").forEach(release);
  schedule(state === "busy" ? SECOND : 0);
}

function schedule(atLeast) {
  clearTimeout(timer);
  const waiting = laneHeads().filter(isIdle);
  const times = waiting.map((item) => dueAt(item) - Date.now());
  if (times.length) timer = setTimeout(pump, Math.max(Math.min(...times), atLeast));
}

export function wake() {
  wokenAt = Date.now();
  pump();
}

const goOn = () => changed().then(pump);

export async function forget(item) {
  unbind(item);
  await store.remove(item.id);
}

export const discard = (item) => forget(item).then(goOn);

/** Takes a step that waits out of the queue; one that may have reached the server is taken back there. */
export async function takeBack({ id }, label) {
  const item = find(id);
  if (!item) return;
  if (!item.hasLeft) return discard(item);
  const undo = undoOf(item, label);
  items.push(undo);
  await store.add(undo, []);
  await goOn();
}

/** The form may have left the page while its card stayed: then the card has the only copy. */
export const dismiss = (item) => (formOf(item) ? discard(item) : render());

export async function retry(item) {
  unbind(item);
  const anew = { streak: 0, cuts: 0, rejections: 0, triedAt: 0, nextAt: 0, notBefore: 0 };
  await store.update(item, { ...anew, state: "pending", reason: "" });
  await goOn();
}

listenToTabs(() => (pumping ? nudge() : schedule(0)));
