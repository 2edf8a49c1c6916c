/**
 * A section of the program whose script cannot be loaded: the page stays and says so, instead of React Router's own
 * reload, which without a network ends on the browser's error page (frontend/client_changes.py).
 */
import { staleness } from "./connection.js";

let retry = null; // loads the script of the last tap again
let onChange = () => {};

const router = () => window.__reactRouterDataRouter;
const isWanted = () => router()?.state.navigation.state !== "idle"; // nobody has gone elsewhere meanwhile

export const misses = () => retry !== null && isWanted();

export function watchSections(listener) {
  onChange = listener;
  window.addEventListener("autoservice:section-missing", ({ detail }) => {
    retry = detail;
    router()?.subscribe(listener);
    listener();
  });
  window.addEventListener("online", loadAgain);
}

/** A browser that has given the script up for good, or a former version's script, needs the whole page. */
export async function loadAgain() {
  if (!misses()) return;
  const [load, { pathname, search }] = [retry, router().state.navigation.location];
  retry = null;
  onChange();
  if (!(await load()) && !staleness() && navigator.onLine) location.assign(pathname + search);
}
