/**
 * For those who are signed in: what makes the program work without a network. Once the page is idle, the scripts of the
 * viewer's sections are fetched ahead, and the service worker is there, which opens pages without a network
 * (service_worker.js). What such a page shows: kept.js. The home screen's start is at the page that was seen last.
 */
import { keepPages, lastPath } from "./kept.js";

const isFrugal = navigator.connection?.saveData;
const whenIdle = (task) => isFrugal || (window.requestIdleCallback ?? setTimeout)(task);
const fetched = new Set();

const routeOf = ({ pathname }) => pathname.replace(/^\/|\/$/g, "").replace(/^orders\/\d+$/, "orders/:order_id");

/** Links of the bar lead to the viewer's sections, and a list leads to orders. */
function fetchAhead() {
  const paths = [...document.querySelectorAll("nav a[href], main a[href^='/orders/']")].map(routeOf);
  const routes = Object.values(window.__reactRouterManifest?.routes ?? {});
  const scripts = routes.filter(({ path, index }) => index && paths.includes(path ?? "")).map(({ module }) => module);
  for (const href of scripts.filter((one) => !fetched.has(one))) {
    fetched.add(href);
    document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  }
}

function begin() {
  keepPages(() => whenIdle(fetchAhead));
  const isStart = new URLSearchParams(location.search).has("app");
  if (isStart && lastPath()) window.__reactRouterDataRouter.navigate(lastPath(), { replace: true });
  whenIdle(() => navigator.serviceWorker?.register("/service_worker.js").catch(() => {}));
}

if (window.autoserviceSocket) begin();
else window.addEventListener("autoservice:socket", begin, { once: true });
