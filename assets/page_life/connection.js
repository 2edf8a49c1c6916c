/**
 * Whether what the page shows is true: the socket that keeps it so, watched.
 *
 * A phone that wakes up may hold a socket that looks open and is dead. So the server is asked as soon as the page is
 * seen again, and a socket on which it does not answer in time is dropped, which connects anew. Until the server is
 * heard again the page says how old it is.
 *
 * A network may also die under a page that is looked at: whatever is sent, by the socket or otherwise, and a tap after
 * a while of silence, is to be answered within LATE. The server is asked by a ping only where nothing else would tell.
 */
const ANSWER_WITHIN = 1200;
const LATE = 5000;
const SILENCE = 9000; // a tap after that is a reason to ask
const OVERDUE = 1000; // of the server's own pings
const SILENT_FOR = 1500; // so long a lost connection is not worth a word

let socket = null;
let heardAt = null; // Date, null before the first word
let lostSince = null; // null while all is well
let timer = null;
let silence = null;
let awaited = []; // the timers of an answer that is to come
let onChange = () => {};

/** Null while what is shown is true, else {asOf}: the time of which it is, null when it never was. */
export const staleness = () =>
  lostSince !== null && performance.now() - lostSince >= SILENT_FOR ? { asOf: heardAt } : null;

export function watchConnection(listener) {
  onChange = listener;
  window.addEventListener("autoservice:socket", follow);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && ask());
  window.addEventListener("online", ask);
  window.addEventListener("pageshow", ({ persisted }) => persisted && ask());
  window.addEventListener("offline", lose);
  window.addEventListener("autoservice:asked", () => expect());
  window.addEventListener("autoservice:as-of", ({ detail }) => onChange((heardAt = detail)));
  for (const use of ["pointerdown", "keydown"]) window.addEventListener(use, onUse, { capture: true, passive: true });
  if (window.autoserviceSocket) follow();
}

function follow() {
  if (socket === window.autoserviceSocket) return;
  socket = window.autoserviceSocket;
  socket.onAny(hear);
  socket.onAnyOutgoing(() => expect(LATE / 2));
  socket.io.on("ping", hear);
  socket.on("disconnect", lose);
  socket.on("connect_error", lose);
  if (socket.connected) heardAt ??= new Date(); // its first words may have come before this script
  else awaited = [setTimeout(late, LATE)];
}

function hear() {
  heardAt = new Date();
  lostSince = null;
  relax();
  clearTimeout(timer);
  clearTimeout(silence);
  silence = setTimeout(expect, (socket.io.engine?._pingInterval ?? LATE * 4) + OVERDUE);
  onChange();
}

const onUse = () => Date.now() - heardAt > SILENCE && expect();

function relax() {
  awaited.forEach(clearTimeout);
  awaited = [];
}

/** Something is to be heard in time; after ``patience`` without it the server is asked. */
function expect(patience = 0) {
  if (awaited.length || !socket?.connected) return;
  awaited = [setTimeout(() => socket.emit("ping"), patience), setTimeout(late, LATE)];
}

function late() {
  lostSince ??= performance.now() - SILENT_FOR;
  awaited = [setTimeout(dropUnless, LATE, socket.io.engine)];
  onChange();
}

function lose() {
  lostSince ??= performance.now();
  clearTimeout(timer);
  timer = setTimeout(onChange, SILENT_FOR + 10);
  onChange();
}

/** Of a socket that does not answer, or an attempt to connect that hangs, nothing is to be hoped. */
function ask() {
  if (!socket) return;
  const { connected, io } = socket;
  const { engine } = io;
  if (connected) lose();
  if (connected) socket.emit("ping");
  setTimeout(dropUnless, ANSWER_WITHIN, engine);
}

/** Drops the engine, unless it was heard meanwhile or is another one by now. */
function dropUnless(engine) {
  relax();
  if (lostSince === null || engine !== socket.io.engine) return;
  if (socket.connected) engine.close(); // Reflex connects anew
  else connectAnew();
}

function connectAnew() {
  socket.disconnect();
  socket.wait_connect = false; // Reflex's own mark of an attempt under way
  socket.reconnect();
}
