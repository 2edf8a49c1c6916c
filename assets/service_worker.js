/**
 * Opens the program without a network. The build puts before this: self.autoserviceBuild = {version, files, shells},
 * so that this file differs with each build: its files and shells are stored when it is installed, all or none, and
 * those of others go when it takes over. shells: the stored page by path, "/orders/*" for every order.
 *
 * A page is the server's answer wherever there is one: a stored one is given only where there is none. Scripts whose
 * names tell their content come from the store first. Nothing else is touched: not /api, nor signing in.
 *
 * Push messages are {id, title, body, lang, tag, url}: one of the same tag takes the place of the former, and without
 * a sound if it only came twice. Something is always shown, or else browsers end the subscription.
 */
"use strict";

const { version, files, shells } = self.autoserviceBuild;
const PREFIX = "autoservice-";
const STORE = PREFIX + version;
const PATIENCE = 10_000;
const HASHED = /^\/assets\/.+-[\w-]{8}\.\w+$/;

const shellOf = (path) => shells[path.replace(/(.)\/+$/, "$1").replace(/^\/orders\/\d+$/, "/orders/*")];
const stored = (what) => caches.match(what, { ignoreVary: true });

async function fill() {
  const store = await caches.open(STORE);
  const pages = [...new Set(Object.values(shells))].map((url) => new Request(url, { cache: "no-cache" }));
  await store.addAll([...files.map((url) => (HASHED.test(url) ? url : new Request(url, { cache: "no-cache" }))), ...pages]);
}

async function takeOver() {
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== STORE);
  await Promise.all(others.map((name) => caches.delete(name)));
  await self.clients.claim();
}

/** The server's answer, or what is stored where none comes in time. */
function fromServer(request, what) {
  const answer = fetch(request);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return Promise.race([answer, late.then(() => stored(what)).then((found) => found ?? answer)])
    .catch(async (error) => (await stored(what)) ?? Promise.reject(error));
}

const fromStore = async (request) => (await stored(request)) ?? fetch(request);

self.addEventListener("install", (event) => event.waitUntil(fill().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin) return;
  const shell = request.mode === "navigate" && shellOf(pathname);
  if (shell) event.respondWith(fromServer(request, shell));
  else if (HASHED.test(pathname)) event.respondWith(fromStore(request));
  else if (files.includes(pathname)) event.respondWith(fromServer(request, pathname));
});

async function show({ id, title = location.hostname, body = "", lang, tag = "", url = "/notifications" }) {
  const shown = tag ? await self.registration.getNotifications({ tag }) : [];
  const renotify = Boolean(tag) && !shown.some(({ data }) => data?.id === id);
  const icon = "/icons/192.png";
  await self.registration.showNotification(title, { body, lang, tag, renotify, icon, data: { id, url } });
}

function read(data) {
  try {
    return data?.json() ?? {};
  } catch {
    return {};
  }
}

/** Only pages of our own are opened. */
async function open(url) {
  const { href, origin, pathname } = new URL(url, location.origin);
  const windows = await self.clients.matchAll({ type: "window" });
  const there = windows.find((one) => new URL(one.url).pathname === pathname);
  return there ? there.focus() : self.clients.openWindow(origin === location.origin ? href : "/");
}

self.addEventListener("push", (event) => event.waitUntil(show(read(event.data))));
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(open(event.notification.data?.url ?? "/"));
});
