/**
 * Changes on their way: one request each, in their order, with an Idempotency-Key, until there is an answer.
 *
 * A step is {table, cells: [{id, field, value, was}]}. What was accepted can be taken back, step by step, unless somebody
 * else has changed the same cell since: ``was`` must be what is there.
 */
import { deliver } from "../send_queue/transport.js";
import { uuid } from "../send_queue/item.js";
import { draftOf, drop, fieldOf, fieldsAt, learn, paint, presentOf, put } from "./drafts.js";

const RETRY = 3000;
const queue = [];
const accepted = []; // steps that can be taken back
let isRunning = false;

const textOf = (table, name, values = {}) =>
  Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), table.getAttribute(`data-text-${name}`));

export function say(table, text, isBad = false) {
  const [line, undo] = ["[data-status]", "[data-undo]"].map((one) => table.parentNode.querySelector(one));
  line.textContent = text;
  line.dataset.bad = isBad;
  undo.hidden = !accepted.length;
}

export const sayText = (table, name, values) => say(table, textOf(table, name, values), true);

/** Sends the cells as one step. */
export function save(table, cells) {
  queue.push({ table, url: table.dataset.cellsUrl, cells, id: uuid() });
  run();
}

export function undo(table) {
  queue.push({ table, takesBack: true });
  run();
}

export const isSaving = () => queue.length > 0;

async function run() {
  if (isRunning) return;
  isRunning = true;
  for (; queue.length; queue.shift()) await send(queue[0].takesBack ? backwards(queue[0].table) : queue[0]);
  isRunning = false;
}

function backwards(table) {
  const step = accepted.pop();
  return step && { table, url: step.url, cells: step.cells, id: uuid(), takesBack: true };
}

const paintAll = ({ url, cells }) => cells.forEach((cell) => {
  const field = fieldOf(url, cell);
  if (field) paint(field);
});

async function send(step) {
  if (!step) return;
  for (;;) {
    const changed = step.cells.filter((cell) => (presentOf(step.url, cell)?.text ?? cell.was) !== cell.was);
    if (changed.length) return refuse(step, changed.map((cell) => [cell, meanwhile(step, cell)]), "changed");
    const answer = await deliver(requestOf(step));
    if (answer.kind === "sent") return accept(step, answer.said.rows);
    if (answer.kind === "later") await pause(step);
    else if (answer.status === 409 && answer.said?.rows?.length) {
      learn(step.url, answer.said.rows); // and again, unless it was one of these cells
      step.id = uuid();
    } else return refuse(step, reasonsOf(step, answer), "", answer.detail ?? textOf(step.table, "failed"));
  }
}

function requestOf({ url, cells, id }) {
  const version = (cell) => presentOf(url, cell)?.version ?? cell.version;
  const body = cells.map((cell) => ({ id: cell.id, version: version(cell), field: cell.field, value: cell.value }));
  const owner = document.querySelector("[data-viewer]")?.dataset.viewer;
  return { id, url, owner, method: "PATCH", kind: "json", fields: [], files: [], body: JSON.stringify({ cells: body }) };
}

function pause({ table }) {
  sayText(table, "waiting");
  return new Promise((resolve) => {
    setTimeout(resolve, RETRY);
    window.addEventListener("online", resolve, { once: true });
  });
}

function accept(step, rows) {
  learn(step.url, rows);
  const textNow = ({ id, field }) => rows.find((row) => row.id === id).cells[field];
  for (const cell of step.cells) {
    if (draftOf(step.url, cell)?.text === cell.value) drop(step.url, cell);
    const later = queue.slice(1).flatMap((other) => (other.url === step.url ? other.cells : []));
    const same = [...later, draftOf(step.url, cell)].filter((one) => one?.id === cell.id && one.field === cell.field);
    for (const one of same) one.was = textNow(cell);
  }
  if (!step.takesBack) accepted.push({ ...step, cells: step.cells.map((cell) => ({ ...cell, value: cell.was, was: textNow(cell) })) });
  fieldsAt(step.url).forEach(paint);
  const name = step.takesBack ? "undone" : "saved";
  say(step.table, textOf(step.table, name, { count: step.cells.length }));
}

const meanwhile = (step, cell) => textOf(step.table, "meanwhile", { value: presentOf(step.url, cell).text || "—" });

function reasonsOf(step, { said }) {
  const reasonOf = ({ id, field }) => said?.errors?.find((error) => error.id === id && error.field === field)?.detail;
  const gone = (cell) => said?.gone?.includes(cell.id) && textOf(step.table, "gone");
  return step.cells.map((cell) => [cell, reasonOf(cell) || gone(cell)]).filter(([, reason]) => reason);
}

/** What was typed stays, with the reasons; of a step back nothing does. */
function refuse(step, reasons, name, sentence = textOf(step.table, name)) {
  if (step.takesBack) sentence = textOf(step.table, "kept");
  else {
    for (const cell of step.cells) {
      const reason = reasons.find(([one]) => one === cell)?.[1] ?? "";
      put(step.url, cell, { was: presentOf(step.url, cell)?.text ?? cell.was, reason, step: reasons.length ? step : undefined });
    }
  }
  paintAll(step);
  say(step.table, sentence, true);
}
