/** Moving rows: by Alt and an arrow key, or by their handles. The server says the new order; the page follows it. */
import { deliver } from "../send_queue/transport.js";
import { uuid } from "../send_queue/item.js";
import { bodyRows, tableOf } from "./grid.js";
import { say, sayText } from "./saving.js";

/** Asks for the row to stand before another one; at the end without one. */
async function place(row, before) {
  const table = tableOf(row);
  const body = JSON.stringify({ id: Number(row.dataset.row), before: before ? Number(before.dataset.row) : null });
  const item = { id: uuid(), url: table.dataset.moveUrl, kind: "json", fields: [], files: [], body };
  const { kind, detail } = await deliver(item);
  if (kind === "sent") say(table, table.getAttribute("data-text-moved"));
  else if (detail) say(table, detail, true);
  else sayText(table, "failed");
}

export function moveRow(stop, by) {
  const [row, rows] = [stop.closest("tr"), bodyRows(tableOf(stop))];
  const at = rows.indexOf(row);
  if (!tableOf(stop).dataset.moveUrl || !rows[at + by] || at < 0) return false;
  place(row, rows[by < 0 ? at - 1 : at + 2]);
  return true;
}

export function startDrag({ target, pointerId }) {
  const [handle, row] = [target.closest("[data-handle]"), target.closest("tr")];
  let over = null;
  const mark = (next) => {
    over?.removeAttribute("data-drop");
    over = next;
    over?.setAttribute("data-drop", "");
  };
  const move = ({ clientX, clientY }) => mark(document.elementFromPoint(clientX, clientY)?.closest("tr[data-row]") ?? null);
  handle.setPointerCapture(pointerId);
  handle.addEventListener("pointermove", move);
  handle.addEventListener("lostpointercapture", () => {
    handle.removeEventListener("pointermove", move);
    const rows = bodyRows(tableOf(row));
    const isDown = rows.indexOf(over) > rows.indexOf(row);
    if (over && over !== row) place(row, isDown ? rows[rows.indexOf(over) + 1] : over);
    mark(null);
  }, { once: true });
}
