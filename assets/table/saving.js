/**
 * Changes on their way: one request each, in their order, with an Idempotency-Key, until there is an answer.
 *
 * A step is {table, cells}, each cell with its {value, was}. Where something else than ``was`` is there by now, nothing
 * is sent over it. What was accepted can be taken back, step by step, in the same way.
 */
import { uuid } from "../send_queue/item.js";
import { deliver } from "../send_queue/transport.js";
import { draftOf, drop, learn, paint, present, setDraft } from "./drafts.js";
import { fieldsIn } from "./grid.js";

const RETRY = 3000;
const queue = []; // functions that send a step; the first one is under way
const accepted = []; // steps that take back

export function say(table, name, { text = table.getAttribute(`data-text-${name}`), isBad = true, ...values } = {}) {
  const line = table.querySelector("[data-status]");
  line.textContent = Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text);
  line.dataset.bad = isBad;
  table.querySelector("[data-undo]").hidden = !accepted.some(({ url }) => url === table.dataset.cellsUrl);
  fieldsIn(table).forEach(paint);
}

async function enqueue(task) {
  if (queue.push(task) > 1) return;
  for (; queue.length; queue.shift()) await queue[0]();
}

/** Sends the drafts of the cells as one step. */
export function save(table, cells) {
  const step = { table, cells: cells.map((cell) => ({ ...draftOf(cell), value: draftOf(cell).text })) };
  for (const cell of cells) setDraft(cell, { state: "saving", reason: "", step, group: undefined });
  enqueue(() => send(step));
}

export function undo(table) {
  enqueue(async () => {
    const index = accepted.findLastIndex(({ url }) => url === table.dataset.cellsUrl);
    if (index >= 0) await send({ table, cells: accepted.splice(index, 1)[0].cells, takesBack: true });
  });
}

/** A request for ``deliver``, in the name of the page's viewer. */
export const request = (url, method, body) => {
  const owner = document.querySelector("[data-viewer]")?.dataset.viewer;
  return { id: uuid(), url, method, owner, kind: "json", fields: [], files: [], body: JSON.stringify(body) };
};

async function send(step) {
  const [{ table, cells }, url] = [step, step.table.dataset.cellsUrl];
  let item = null;
  for (;;) {
    const changed = cells.filter((cell) => present(cell).text !== cell.was);
    if (changed.length) return refuse(step, "changed", {}, (cell) => changed.includes(cell) && meanwhile(table, cell));
    item ??= request(url, "PATCH", {
      cells: cells.map((cell) => ({ id: cell.id, version: present(cell).version, field: cell.field, value: cell.value })),
    });
    const { kind, status, said, detail } = await deliver(item);
    if (kind === "sent") return accept(step, said.rows);
    if (kind === "later") await pause(table);
    else if (status === 409 && said?.rows?.length && !said.gone.length) [item] = [null, learn(url, said.rows)];
    else return refuse(step, "failed", detail ? { text: detail } : {}, (cell) => reasonOf(said, cell, table));
  }
}

function pause(table) {
  say(table, "waiting");
  return new Promise((resolve) => {
    setTimeout(resolve, RETRY);
    window.addEventListener("online", resolve, { once: true });
  });
}

function accept({ table, cells, takesBack }, rows) {
  learn(table.dataset.cellsUrl, rows);
  const textNow = ({ id, field }) => rows.find((row) => row.id === id).cells[field];
  const back = cells.map((cell) => ({ ...cell, value: cell.was, was: textNow(cell) }));
  back.forEach((cell) => settleDraft(cell, cells));
  if (!takesBack) accepted.push({ url: table.dataset.cellsUrl, cells: back });
  say(table, takesBack ? "undone" : "saved", { isBad: false, count: cells.length });
}

/** The draft is saved; one that was typed since then was typed over what was saved. */
function settleDraft(cell, saved) {
  const draft = draftOf(cell);
  if (draft?.state === "saving" && draft.step.cells === saved) drop(cell);
  else if (draft) [draft, ...(draft.step?.cells ?? [])].filter((one) => isSame(one, cell)).forEach((one) => (one.was = cell.was));
}

const isSame = (one, other) => one.id === other.id && one.field === other.field;
const meanwhile = (table, cell) => table.dataset.textMeanwhile.replace("{value}", present(cell).text || "—");
const reasonOf = (said, { id, field }, table) =>
  said?.gone?.includes(id) ? table.dataset.textGone : said?.errors?.find((one) => isSame(one, { id, field }))?.detail;

/** What was typed stays, with the reasons, and is sent together again; of a step back nothing stays. */
function refuse({ table, cells, takesBack }, name, more, reasonFor) {
  if (takesBack) return say(table, "kept");
  for (const cell of cells.filter((one) => draftOf(one)?.state === "saving")) {
    setDraft(cell, { was: present(cell).text, state: "unsaved", reason: reasonFor(cell) || "", group: cells });
  }
  say(table, name, more);
}
