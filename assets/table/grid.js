/**
 * Where the focus is in a table, and where a key moves it: through the rows, and in a row from one stop to the next.
 *
 * A stop is what can have the focus in a cell, or the cell itself. One stop is in the page's order of Tab.
 */
const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary";
const PAGE = 10;

export const tableOf = (node) => node?.closest?.("[data-table]");
const cellOf = (stop) => stop.closest("td, th");
const rowsOf = (table) => [...table.querySelectorAll("tr")].filter((row) => row.offsetHeight > 1); // no header of cards
export const bodyRows = (table) => [...table.querySelectorAll("tr[data-row]")];
export const fieldsOf = (row) => [...row.querySelectorAll("[data-cell]")];
export const placeOf = (field) => ({ row: field.closest("tr"), name: cellOf(field).dataset.column });

function stopsIn(cell) {
  const found = [...cell.querySelectorAll(FOCUSABLE)].filter((one) => !one.disabled && one.checkVisibility());
  return found.length ? found : [cell];
}

const stopsOf = (row) => [...row.cells].flatMap(stopsIn);

/** The stop of a table that the node is or is in. */
export const stopOf = (node) => {
  const cell = tableOf(node) && cellOf(node);
  return cell && (stopsIn(cell).find((stop) => stop.contains(node)) ?? null);
};

const active = new WeakMap(); // table -> {id, column, index} of the stop that Tab reaches

export function activate(stop) {
  const cell = cellOf(stop);
  active.set(tableOf(stop), { id: cell.parentNode.dataset.row, column: cell.cellIndex, index: stopsIn(cell).indexOf(stop) });
  settle(tableOf(stop));
}

function activeStop(table) {
  const { id, column, index } = active.get(table) ?? { id: "" };
  const row = rowsOf(table).find((one) => one.dataset.row === id) ?? bodyRows(table)[0];
  const stops = row?.cells[column] && stopsIn(row.cells[column]);
  return row ? (stops?.[Math.min(index, stops.length - 1)] ?? fieldsOf(row)[0] ?? stopsOf(row)[0]) : null;
}

/** Leaves one stop in the page's order of Tab. */
export function settle(table) {
  const chosen = activeStop(table);
  for (const stop of rowsOf(table).flatMap(stopsOf)) {
    const index = stop === chosen ? 0 : -1;
    if (stop.tabIndex !== index || !stop.hasAttribute("tabindex")) stop.tabIndex = index;
  }
  return chosen;
}

function focus(stop) {
  stop?.focus();
  stop?.scrollIntoView({ block: "nearest", inline: "nearest" });
  return Boolean(stop);
}

export function moveVertically(stop, by) {
  const [rows, cell] = [rowsOf(tableOf(stop)), cellOf(stop)];
  const at = rows.indexOf(cell.parentNode);
  const row = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  if (!row || row === cell.parentNode) return true;
  const stops = stopsIn(row.cells[cell.cellIndex] ?? row.cells[0]);
  return focus(stops[Math.min(Math.max(0, stopsIn(cell).indexOf(stop)), stops.length - 1)]);
}

function moveTo(stop, find) {
  const stops = stopsOf(stop.closest("tr"));
  return focus(stops[find(stops.indexOf(stop), stops.length - 1)] ?? stop);
}

/** To the next field of the row, else of the next row; from the last one Tab leaves. */
export function moveToField(stop, by) {
  const fields = bodyRows(tableOf(stop)).flatMap(fieldsOf);
  return focus(fields[fields.indexOf(stop) + by]);
}

const MOVES = {
  ArrowUp: (stop) => moveVertically(stop, -1),
  ArrowDown: (stop) => moveVertically(stop, 1),
  PageUp: (stop) => moveVertically(stop, -PAGE),
  PageDown: (stop) => moveVertically(stop, PAGE),
  ArrowLeft: (stop) => moveTo(stop, (at) => Math.max(0, at - 1)),
  ArrowRight: (stop) => moveTo(stop, (at, last) => Math.min(last, at + 1)),
  Home: (stop) => moveTo(stop, () => 0),
  End: (stop) => moveTo(stop, (at, last) => last),
};

/** Whether the key moved the focus; with Ctrl to the page's first or last row. */
export function moveBy({ key, ctrlKey, metaKey }, stop) {
  if (!(key in MOVES)) return false;
  if (!(ctrlKey || metaKey)) return MOVES[key](stop);
  const rows = bodyRows(tableOf(stop));
  const row = { Home: rows[0], ArrowUp: rows[0], End: rows.at(-1), ArrowDown: rows.at(-1) }[key];
  if (!row) return false;
  const stops = stopsOf(row);
  return focus({ Home: stops[0], End: stops.at(-1) }[key] ?? stopsIn(row.cells[cellOf(stop).cellIndex])[0]);
}

/** Gives the focus back to a stop whose row has changed its place. */
export function refocus(table) {
  const stop = settle(table);
  if (stop && document.activeElement === document.body) stop.focus({ preventScroll: true });
}
