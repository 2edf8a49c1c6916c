/**
 * What the viewer's pages showed last, shown again while there is no connection, "as of" that time.
 *
 * Kept are the values of the State classes in data-kept (the first two: the page's own, which says whose the values
 * are, and the viewer's), each page under its path. They belong to a session, whose name is in the server's words and,
 * so that it is known without them, in the cookie "autoservice_signed_in": no other session is shown any of it.
 */
import { dropAll, dropOthers, newestPath, read, write } from "./store.js";

const PAUSE = 1000;
const KEPT = document.querySelector("script[data-kept]").dataset.kept.split(" ");
const [PAGE, VIEWER] = KEPT;

const session = () => document.cookie.match(/(?:^|; )autoservice_signed_in=(\w*)/)?.[1] ?? "";
const here = () => location.pathname.replace(/(.)\/+$/, "$1");

let page = null; // as the server has told of it: {path, at, states}
let shown = ""; // the path whose values the program holds
let isStale = false;
let timer = null;
let onFilled = () => {};

export const lastPath = () => newestPath(session());

export function keepPages(listener) {
  onFilled = listener;
  dropOthers({ session: session() });
  const early = window.autoserviceEarly.splice(0); // what came before this script (frontend/client_changes.py)
  window.autoserviceEarly = null;
  early.forEach(keep);
  window.autoserviceSocket.onAny((_, update) => keep(update));
  window.addEventListener("autoservice:staleness", ({ detail }) => showKept((isStale = Boolean(detail))));
  window.__reactRouterDataRouter?.subscribe(() => [showKept, leaveNothing].forEach((step) => setTimeout(step)));
  window.addEventListener("pagehide", save);
  document.addEventListener("session-form-sent", ({ target }) => {
    if (target.dataset.sessionForm === "home" || target.getAttribute("action").startsWith("/api/auth/")) forget();
  });
}

/** Whoever is led to the sign-in page had a session: it is asked for at once, and what it saw goes with it. */
async function leaveNothing() {
  if (here() !== "/sign-in" || !session()) return;
  await window.autoserviceSession.renew();
  if (!session()) forget();
}

function forget() {
  page = null;
  dropAll();
}

function keep(update) {
  const { delta } = update ?? {};
  if (!delta || location.search) return; // a list that was searched is not the one that is opened later
  if (delta[PAGE]?.filled_for_rx_state_ === "") page = null; // everything is blank now
  if (page?.path !== here()) turnTo(here());
  for (const state of KEPT) if (state in delta) page.states[state] = { ...page.states[state], ...delta[state] };
  page.at = Date.now();
  if (nameOf(page).session && delta[PAGE]) fill();
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function turnTo(path) {
  save();
  const { [PAGE]: own = {}, [VIEWER]: viewer = {} } = page?.states ?? {};
  page = { path, at: 0, states: { [PAGE]: own, [VIEWER]: viewer } };
}

/** The session and its role, as the server says them once it has filled the page. */
function nameOf({ states: { [PAGE]: { session_digest_rx_state_: session = "", filled_for_rx_state_: owner = "" } } }) {
  return { session, owner: owner.split(" ")[0] };
}

function fill() {
  dropOthers(nameOf(page));
  shown = page.path;
  onFilled();
}

function save() {
  clearTimeout(timer);
  if (!page?.at) return;
  const name = nameOf(page);
  if (name.session && name.session === session()) write(page.path, { ...name, at: page.at, states: page.states });
}

/** On the way on which the server's words come, which draws them, and is overwritten by them. */
function showKept() {
  const found = isStale && shown !== here() && read(here(), session());
  if (!found) return;
  shown = here();
  for (const hear of window.autoserviceSocket.listeners("event")) hear({ delta: found.states });
  window.dispatchEvent(new CustomEvent("autoservice:as-of", { detail: new Date(found.at) }));
}
