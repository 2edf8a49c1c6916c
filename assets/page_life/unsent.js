/**
 * What is asked of the server over the socket, and did not get there: the form says "Not sent yet", or else the page.
 *
 * Reflex's client keeps what is asked while there is no connection, and sends it later. What was put on a connection
 * that turned out to be dead is lost. A word of the server on the same connection shows that it has arrived.
 */
const LATE = 5000;
const AWAY = 1000; // a connection that comes back at once is not worth a word
const OWN = /^reflex___state____state\.autoservice/; // the others are the client's own

const commands = new Set(); // {name, form, isSent, isLost, isSaid, timer}
let form = null; // the one that is being submitted
let isPageUnsent = false; // said by what has no place for it
let onChange = () => {};

export const hasUnsent = () => isPageUnsent || [...commands].some((one) => one.isSaid && !one.form?.isConnected);

export function dismiss() {
  isPageUnsent = false;
  commands.forEach(settle);
}

export function watchCommands(listener) {
  onChange = listener;
  window.addEventListener("submit", onSubmit, true);
  window.addEventListener("autoservice:queued", ({ detail }) => detail.filter(({ name }) => OWN.test(name)).forEach(add));
  window.addEventListener("autoservice:unsent", ({ detail }) => onChange((isPageUnsent = detail)));
  window.addEventListener("autoservice:socket", follow);
  if (window.autoserviceSocket) follow();
}

function onSubmit({ target }) {
  form = target;
  setTimeout(() => (form = null));
}

function follow() {
  const socket = window.autoserviceSocket;
  socket.onAny(() => commands.forEach((one) => one.isSent && !one.isLost && settle(one)));
  socket.onAnyOutgoing((kind, event) => kind === "event" && leave(event.name));
  socket.on("disconnect", () => commands.forEach((one) => one.isSent && say(Object.assign(one, { isLost: true }))));
}

function add({ name }) {
  commands.forEach((one) => one.name === name && one.form === form && settle(one));
  const command = { name, form };
  command.timer = setTimeout(say, window.autoserviceSocket?.connected ? LATE : AWAY, command);
  commands.add(command);
}

function leave(name) {
  const command = [...commands].find((one) => one.name === name && !one.isSent);
  if (command) command.isSent = true;
}

const placeIn = (one) => one.form?.querySelector("[data-unsent]");

function say(command) {
  command.isSaid = true;
  const place = placeIn(command);
  if (place) place.textContent = command.form.dataset.textUnsent;
  else command.form = null;
  onChange();
}

function settle(command) {
  clearTimeout(command.timer);
  commands.delete(command);
  placeIn(command)?.replaceChildren();
  onChange();
}
