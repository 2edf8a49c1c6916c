/** Moves of rows, by Alt and an arrow key or by their handles. The server says the new order; the page follows it. */
import { deliver } from "../send_queue/transport.js";
import { bodyRows, tableOf } from "./grid.js";
import { request, say } from "./saving.js";

async function moveTo(row, index) {
  const table = tableOf(row);
  const others = bodyRows(table).filter((one) => one !== row);
  const idAt = (place) => Number(others[place]?.dataset.row) || null;
  const body = { id: Number(row.dataset.row), after: idAt(index - 1), before: idAt(index) };
  const { kind, detail } = await deliver(request(table.dataset.moveUrl, "POST", body));
  if (kind === "sent") say(table, "moved", { isBad: false });
  else say(table, "failed", detail ? { text: detail } : {});
}

export function moveRow(stop, by) {
  const [row, rows] = [stop.closest("tr"), bodyRows(tableOf(stop))];
  const canMove = by && tableOf(stop).dataset.moveUrl && rows.includes(row) && rows[rows.indexOf(row) + by];
  if (canMove) moveTo(row, rows.indexOf(row) + by);
  else if (by && tableOf(stop).dataset.textSorted) say(tableOf(stop), "sorted");
  return Boolean(canMove);
}

export function drag({ target, pointerId }) {
  const [handle, row, rows] = [target.closest("[data-handle]"), target.closest("tr"), bodyRows(tableOf(target))];
  const rowAt = ({ clientX, clientY }) => document.elementFromPoint(clientX, clientY)?.closest("tr[data-row]");
  const mark = (over) => rows.forEach((one) => one.toggleAttribute("data-drop", one === over));
  handle.setPointerCapture(pointerId);
  handle.onpointermove = (event) => mark(rowAt(event));
  handle.onpointerup = (event) => ![-1, rows.indexOf(row)].includes(rows.indexOf(rowAt(event))) && moveTo(row, rows.indexOf(rowAt(event)));
  handle.onlostpointercapture = () => mark((handle.onpointermove = handle.onpointerup = null));
}
