/**
 * <push-device> shows whether push messages come to this browser, and changes it. Of what it holds, it shows
 *
 *   [data-when="on"], [data-when="off"]   with [data-unsubscribe] and [data-subscribe], its buttons
 *   [data-when="denied"]                  the browser was told to show none
 *   [data-when="home-screen"]             iPhones and iPads: only once the site is on the home screen
 *   [data-when="unsupported"]             the browser has none, as without https
 *   [data-when="failed"]                  the server or the push service could not be reached; [data-look] tries again
 *
 * On every page, a browser that has subscribed in this session does so anew when the program's key or its own
 * address has changed.
 */
const PATH = "/api/profile/push";
const TIMEOUT = 15_000;
const isSupported = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const isApplePhone = /iP(hone|ad|od)/.test(navigator.userAgent) || (/Mac/.test(navigator.platform) && navigator.maxTouchPoints > 1);
const isSignedIn = () => document.cookie.includes("autoservice_signed_in=");

async function request(method, body) {
  await window.autoserviceSession.fresh();
  const answer = await fetch(PATH, {
    method,
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(TIMEOUT),
  });
  if (!answer.ok) throw new Error(`${method} ${PATH}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

const bytesOf = (key) => Uint8Array.from(atob(key.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));

function isMadeWith(subscription, key) {
  const made = subscription.options.applicationServerKey;
  return Boolean(made) && bytesOf(key).every((byte, index) => new Uint8Array(made)[index] === byte);
}

async function subscribeWith(key) {
  await navigator.serviceWorker.register("/service_worker.js");
  const { pushManager } = await navigator.serviceWorker.ready;
  const former = await pushManager.getSubscription();
  if (former && !isMadeWith(former, key)) await former.unsubscribe();
  await request("POST", await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytesOf(key) }));
  return "on";
}

async function ownSubscription() {
  const registration = await navigator.serviceWorker.getRegistration();
  return registration?.pushManager.getSubscription();
}

async function look() {
  if (!isSupported) return isApplePhone && !navigator.standalone ? "home-screen" : "unsupported";
  if (Notification.permission === "denied") return "denied";
  const { subscribed, public_key: key, endpoint } = await request("GET");
  if (!subscribed || Notification.permission !== "granted") return "off";
  const own = await ownSubscription();
  return own?.endpoint === endpoint && isMadeWith(own, key) ? "on" : subscribeWith(key);
}

async function subscribe() {
  // First: some browsers ask only as long as the tap is fresh.
  const permission = await Notification.requestPermission();
  if (permission !== "granted") return permission === "denied" ? "denied" : "off";
  return subscribeWith((await request("GET")).public_key);
}

async function unsubscribe() {
  await request("DELETE");
  await (await ownSubscription())?.unsubscribe();
  return "off";
}

class PushDevice extends HTMLElement {
  constructor() {
    super();
    this.addEventListener("click", ({ target }) => {
      const task = [["[data-subscribe]", subscribe], ["[data-unsubscribe]", unsubscribe], ["[data-look]", look]]
        .find(([button]) => target.closest(button));
      if (task && !this.isBusy) this.run(task[1]).then((shown) => shown?.querySelector("button")?.focus());
    });
  }

  connectedCallback() {
    queueMicrotask(() => this.run(look)); // its content comes after it
  }

  async run(task) {
    this.isBusy = true;
    this.setAttribute("aria-busy", "true");
    const state = await task().catch(() => "failed");
    this.isBusy = false;
    this.removeAttribute("aria-busy");
    for (const place of this.querySelectorAll("[data-when]")) place.hidden = place.dataset.when !== state;
    return this.querySelector(`[data-when="${state}"]`);
  }
}

async function renew() {
  if (isSupported && isSignedIn() && Notification.permission === "granted" && (await ownSubscription())) await look();
}

customElements.define("push-device", PushDevice);
if (!document.querySelector("push-device")) (window.requestIdleCallback ?? setTimeout)(() => renew().catch(() => {}));
