/**
 * Opens the page's socket and asks for its content before the program has come, which then takes both over: the
 * message is the one that Reflex's client sends first, and what is answered meanwhile waits for it.
 */
(() => {
  "use strict";
  if (window.autoserviceSession.isDue() || document.visibilityState === "hidden") return;
  const { version, schema, stored } = JSON.parse(document.currentScript.dataset.boot);
  const digits = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0"));
  const token = (sessionStorage.token ||= digits.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"));
  const { origin, pathname, search } = location;
  const socket = new WebSocket(`${origin.replace(/^http/, "ws")}/_event/?token=${token}&EIO=4&transport=websocket`, [version]);
  const transmit = (data) => WebSocket.prototype.send.call(socket, data);
  const held = [];
  let [isTaken, isHeld] = [false, true];

  socket.addEventListener("open", () => {
    const values = stored.map(([name, storage, key]) => [name, window[storage].getItem(key)]);
    const vars = Object.fromEntries(values.filter(([, value]) => value !== null));
    const query = Object.fromEntries(new URLSearchParams(search));
    const event = { name: "reflex___state____state.hydrate_and_load", payload: { vars, hashes: ["early"] } };
    event.router_data = { pathname, asPath: pathname + search, query };
    transmit(`40/_event,${JSON.stringify({ event, state_schema: schema })}`);
  });

  /** The transport's own greeting goes on at once, the rest when the program would have asked for it. */
  const greet = () => isTaken && held[0]?.data.startsWith("0") && socket.onmessage(held.shift());
  socket.addEventListener("message", (message) => {
    if (!isHeld) return;
    message.stopImmediatePropagation();
    held.push(message);
    greet();
    window.autoserviceFirstLook(message.data);
  });
  const send = (data) => {
    if (!isHeld || !data.startsWith?.("40/_event,")) return transmit(data);
    isHeld = false;
    queueMicrotask(() => held.splice(0).forEach((message) => socket.onmessage(message)));
  };

  /** Returns the socket, once, to the client that is about to open the same one (client_changes.py). */
  window.autoserviceEarlySocket = (uri) => {
    delete window.autoserviceEarlySocket;
    const isSame = uri.includes(`token=${token}&`) && location.pathname + location.search === pathname + search;
    if (!isSame || socket.readyState > WebSocket.OPEN) return void socket.close();
    [isTaken, socket.send] = [true, send];
    queueMicrotask(() => socket.readyState === WebSocket.OPEN && (socket.onopen(), greet()));
    return socket;
  };
})();
