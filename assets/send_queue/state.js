/** What all parts of the queue know: the items, who looks at them, what is on its way. */
import { release } from "./bindings.js";
import { laneOf } from "./item.js";
import { ItemStore } from "./store.js";

export const STUCK_ATTEMPTS = 5; // from here on the person may decide about what still waits
export const store = new ItemStore();
export const views = new Set(); // connected <send-queue> elements
export const notes = new Set(); // connected <queue-note> elements
export const sent = new Map(); // id -> item, shown for a moment
export const sending = new Map(); // id -> share that is uploaded; in this tab, or null: in another one
export const preparing = new Set(); // ids whose files are being read
const channel = "BroadcastChannel" in window ? new BroadcastChannel("autoservice-send-queue") : null;

export let items = []; // what the store held when last read, all owners
let isLoaded = false; // until then pending="0" would be a lie

export const render = () => isLoaded && [...views, ...notes].forEach((view) => view.render());
export const find = (id) => items.find((item) => item.id === id);

/** Whose items are shown and sent; null where the page does not say. */
export function currentOwner() {
  for (const view of views) return view.getAttribute("owner") ?? "";
  return null;
}

export const mine = () => items.filter((item) => item.owner === currentOwner());

/** Whether a note by a form of its stage says what became of the step, and nothing has to be decided about it. */
export const isNoted = (item) =>
  item.isStep && item.attempts < STUCK_ATTEMPTS && [...notes].some((note) => laneOf(note) === laneOf(item));

/** The first pending item of each lane: those behind it must not overtake. */
export function laneHeads() {
  const heads = new Map();
  for (const item of mine()) {
    if (item.state === "pending" && !heads.has(laneOf(item))) heads.set(laneOf(item), item);
  }
  return [...heads.values()];
}

export async function refresh() {
  const before = items;
  const stored = await store.all();
  const known = new Set(stored.map((item) => item.id));
  items = [...stored, ...items.filter((item) => preparing.has(item.id) && !known.has(item.id))];
  items.sort((a, b) => a.createdAt - b.createdAt);
  isLoaded = true;
  before.filter((item) => item.state === "pending" && !find(item.id)).forEach(release); // another tab was faster
  render();
}

export async function changed() {
  notifyTabs();
  await refresh();
}

export function notifyTabs() {
  channel?.postMessage({ sending: [...sending].filter(([, share]) => share !== null).map(([id]) => id) });
}

/** Calls ``onNews`` once what other tabs have changed is known here. */
export function listenToTabs(onNews) {
  channel?.addEventListener("message", ({ data }) => {
    for (const [id, share] of sending) if (share === null) sending.delete(id);
    for (const id of data.sending) if (!sending.has(id)) sending.set(id, null);
    refresh().then(onNews);
  });
}

export const loaded = store.adopt().then(refresh);
