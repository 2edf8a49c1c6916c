/**
 * Whether what the page shows is true: the socket that keeps it so, watched.
 *
 * A phone that wakes up may hold a socket that looks open and is dead. So the server is asked as soon as the page is
 * seen again, and a socket on which it does not answer in time is dropped, which connects anew. Until the server is
 * heard again the page says how old it is.
 */
const ANSWER_WITHIN = 1200;
const SILENT_FOR = 1500; // so long a lost connection is not worth a word

let socket = null;
let heardAt = null; // Date, null before the first word
let lostSince = null; // null while all is well
let timer = null;
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
  if (window.autoserviceSocket) follow();
}

function follow() {
  if (socket === window.autoserviceSocket) return;
  socket = window.autoserviceSocket;
  socket.onAny(hear);
  socket.io.on("ping", hear);
  socket.on("disconnect", lose);
  socket.on("connect_error", lose);
}

function hear() {
  heardAt = new Date();
  lostSince = null;
  clearTimeout(timer);
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
  setTimeout(() => {
    if (lostSince === null || engine !== io.engine) return;
    if (socket.connected) engine.close(); // Reflex connects anew
    else connectAnew();
  }, ANSWER_WITHIN);
}

function connectAnew() {
  socket.disconnect();
  socket.wait_connect = false; // Reflex's own mark of an attempt under way
  socket.reconnect();
}
