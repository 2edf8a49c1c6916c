/**
 * A new version was deployed while the page is open: the page says so, and is loaded anew at a moment that loses
 * nothing - when it is not looked at, or when a link is followed anyway.
 */
import { isKept } from "../drafts/fields.js";

const LOOK_EVERY = 60_000;
const RELOAD_EVERY = 600_000; // two versions behind one address must not make a page reload for ever
const RELOADED = "autoservice-reloaded-at";

let isOutdated = false;
let lookedAt = performance.now();
let onChange = () => {};

export const hasNewVersion = () => isOutdated;

export function watchVersion(listener) {
  onChange = listener;
  window.addEventListener("autoservice:new-version", outdate);
  window.addEventListener("autoservice:socket", () => window.autoserviceSocket.on("connect", look));
  window.autoserviceSocket?.on("connect", look);
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? look() : leave()));
  document.addEventListener("click", onClick, true);
}

function outdate() {
  isOutdated = true;
  onChange();
}

/** The name of the list of all scripts is the version; a server that does not say one is not asked to. */
async function look() {
  const own = window.__reactRouterManifest?.version;
  if (isOutdated || !own || performance.now() - lookedAt < LOOK_EVERY) return;
  lookedAt = performance.now();
  const answer = await fetch("/version.txt", { cache: "no-store" }).catch(() => null);
  const served = answer?.ok ? (await answer.text()).trim() : "";
  if (/^\w{4,40}$/.test(served) && served !== own) outdate();
}

const mayReload = () => Date.now() - Number(sessionStorage.getItem(RELOADED)) > RELOAD_EVERY;

export function reload() {
  sessionStorage.setItem(RELOADED, Date.now());
  location.reload();
}

/** What is typed in forms with data-draft, and what the queue has stored, outlives the page. */
function wouldLose() {
  const isTyped = (field) => !isKept(field) && field.value !== field.defaultValue;
  const fields = document.querySelectorAll("main textarea, main input:not([type=hidden], [type=checkbox], [type=radio])");
  return [...fields].some(isTyped) || Boolean(document.querySelector("dialog[open], send-queue[volatile]"));
}

function leave() {
  if (isOutdated && mayReload() && !wouldLose()) reload();
}

function onClick(event) {
  const link = event.target.closest?.("a[href]");
  const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (!isOutdated || !link || !isPlain || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || (link.pathname === location.pathname && link.hash)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  location.assign(link.href);
}
