/** Where the focus is in a table, and where a key moves it. A stop is what can have the focus in a cell, else the cell. */
const FOCUSABLE = "a[href], button:enabled, input:enabled, select:enabled, textarea:enabled";
const PAGE = 10;

export const tableOf = (node) => node?.closest?.("[data-table]");
export const fieldsIn = (node) => [...node.querySelectorAll("[data-cell]")];
export const bodyRows = (table) => [...table.querySelectorAll("tr[data-row]")];
const rowsOf = (table) => (matchMedia("(width >= 64rem)").matches ? [...table.querySelectorAll("tr")] : bodyRows(table));
const at = (list, index) => list[Math.max(0, Math.min(list.length - 1, index))];

function stopsIn(cell) {
  const found = [...cell.querySelectorAll(FOCUSABLE)];
  return found.length ? found : [cell];
}

const stopsOf = (row) => [...row.cells].flatMap(stopsIn);
const active = new WeakMap(); // table -> its one stop in the page's order of Tab

/** Leaves one stop in the page's order of Tab: ``chosen``, the former one, or the first field. */
export function settle(table, chosen = active.get(table)) {
  const stops = rowsOf(table).flatMap(stopsOf);
  const stop = stops.includes(chosen) ? chosen : (fieldsIn(table)[0] ?? stops[0]);
  active.set(table, stop);
  for (const one of stops) {
    const index = one === stop ? "0" : "-1";
    if (one.getAttribute("tabindex") !== index) one.setAttribute("tabindex", index);
  }
}

function focus(stop) {
  stop?.focus();
  return Boolean(stop);
}

/** Moves to the next field of the row, else of the next row; from the last one Tab leaves. */
export function moveToField(stop, by) {
  const fields = fieldsIn(tableOf(stop));
  return focus(fields[fields.indexOf(stop) + by]);
}

/** Whether the key moved the focus; with Ctrl as far as the page goes. */
export function moveBy({ key, ctrlKey, metaKey }, stop) {
  const [cell, rows, isFar] = [stop.closest("td, th"), rowsOf(tableOf(stop)), ctrlKey || metaKey];
  const [stops, far] = [stopsOf(cell.parentNode), isFar ? Infinity : 1];
  const below = (by) => stopsIn(at(rows, rows.indexOf(cell.parentNode) + by).cells[cell.cellIndex])[0];
  const beside = (by) => at(stops, stops.indexOf(stop) + by);
  const move = {
    ArrowUp: () => below(-far),
    ArrowDown: () => below(far),
    PageUp: () => below(-PAGE),
    PageDown: () => below(PAGE),
    ArrowLeft: () => beside(-far),
    ArrowRight: () => beside(far),
    Home: () => (isFar ? stopsOf(bodyRows(tableOf(stop))[0]) : stops)[0],
    End: () => (isFar ? stopsOf(rows.at(-1)) : stops).at(-1),
  }[key];
  return Boolean(move) && focus(move());
}
