/**
 * Keeps the session fresh.
 *
 * The access token lives for some minutes; it and the refresh token are in cookies that no script can read. Two hints
 * without a value can be read: that there is a session, and that its access token is still fresh. The browser itself
 * forgets the second one in time. Then this asks for a new pair: when a page opens, while it is open, and when it
 * wakes up. All tabs of a browser ask once. A refused refresh ends the session: the server takes the cookies back.
 *
 *   autoserviceSession.fresh()   a promise, kept as soon as the session is fresh, or there is none, or the server
 *                                could not be reached: never broken
 *   autoserviceSession.isDue()   whether a new pair is needed first
 *   autoserviceSession.renew()   the same, but asks for a new pair in any case, as after a 401; the promise tells
 *                                whether there is one now
 */
(() => {
  "use strict";

  const SECOND = 1000;
  const TICK = 15 * SECOND;
  const TIMEOUT = 10 * SECOND;
  const BACKOFF_MAX = 60 * SECOND;
  const LOCK = "autoservice-refresh";

  const hasCookie = (name) => document.cookie.split("; ").some((cookie) => cookie.startsWith(`${name}=`));
  const isSignedIn = () => hasCookie("autoservice_signed_in");
  const isDue = () => isSignedIn() && !hasCookie("autoservice_fresh");

  let running = null; // the refresh under way in this tab
  let failures = 0;
  let notBefore = 0;

  /** One tab at a time. A tab that has gone to sleep with the lock does not keep the others waiting for ever. */
  const exclusively = (task) => {
    if (!navigator.locks) return task(); // plain http on a LAN; the server bears with a few at once
    return navigator.locks.request(LOCK, { signal: AbortSignal.timeout(TIMEOUT) }, task).catch(task);
  };

  const request = () =>
    fetch("/api/auth/refresh", {
      method: "POST",
      credentials: "same-origin",
      headers: { "Content-Type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(TIMEOUT),
    }).catch(() => null);

  const refresh = async () => {
    const response = await request();
    if (response?.status === 401) leave();
    if (response?.ok || response?.status === 401) failures = notBefore = 0;
    else postpone();
    return Boolean(response?.ok);
  };

  const postpone = () => {
    const wait = Math.min(SECOND * 2 ** failures, BACKOFF_MAX);
    failures += 1;
    notBefore = Date.now() + wait;
    setTimeout(check, wait);
  };

  /** A page that still shows somebody as signed in must not; any other finds out by itself. */
  const leave = () => {
    if (!document.querySelector('form[action="/api/auth/logout"]')) return;
    location.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
  };

  /** Whether it still is necessary is asked again inside the lock: another tab may have been faster. */
  const run = (isNecessary) => {
    running ??= exclusively(() => isNecessary() && refresh()).finally(() => (running = null));
    return running;
  };

  const fresh = async () => {
    if (running || isDue()) await run(isDue);
  };

  const renew = async () => {
    await running;
    return isSignedIn() && run(isSignedIn);
  };

  const check = () => {
    if (Date.now() >= notBefore) fresh();
  };

  const wake = () => {
    if (document.visibilityState === "hidden") return;
    failures = notBefore = 0;
    fresh();
  };

  window.autoserviceSession = { fresh, renew, isDue };
  document.addEventListener("visibilitychange", wake);
  for (const name of ["pageshow", "online", "focus"]) window.addEventListener(name, wake);
  setInterval(check, TICK);
  fresh();

  // What only those who are signed in need; signing in loads the page anew. Pages that were kept (offline/) go with the
  // session.
  window.autoserviceEarly = isSignedIn() ? [] : null;
  const kept = isSignedIn() ? [] : Object.keys(localStorage).filter((key) => key.startsWith("autoservice-seen "));
  kept.forEach((key) => localStorage.removeItem(key));
  const modules = isSignedIn() ? document.currentScript.dataset.modules.split(" ") : [];
  document.addEventListener("DOMContentLoaded", () => modules.forEach((url) => import(url)));
})();
