/**
 * What was typed and is not saved yet: by table, row's id and field, never by a place on the screen.
 *
 * A cell is {url, id, field}. A field shows its cell's draft, else the newest text of the server: that of an answer,
 * until the page shows that version of the row.
 */
import { tableOf } from "./grid.js";

const drafts = new Map(); // key -> a cell with {text, was, state, reason, step, group}; ``was`` is what its author saw
const answers = new Map(); // key of a row -> {version, cells}
let notes = 0;

const keyOf = ({ url, id, field = "" }) => `${url} ${id} ${field}`;
const fieldOf = ({ url, id, field }) =>
  document.querySelector(`[data-cells-url="${url}"] tr[data-row="${id}"] td[data-column="${field}"] [data-cell]`);

export const cellOf = (field) => ({
  url: tableOf(field).dataset.cellsUrl,
  id: Number(field.closest("tr").dataset.row),
  field: field.closest("td").dataset.column,
});
export const draftOf = (cell) => drafts.get(keyOf(cell));
export const setDraft = (cell, more) => drafts.set(keyOf(cell), { ...cell, ...draftOf(cell), ...more });
export const drop = (cell) => drafts.delete(keyOf(cell));
export const learn = (url, rows) => rows.forEach((row) => answers.set(keyOf({ url, id: row.id }), row));
export const isAnythingUnsaved = () => drafts.size > 0;

/** What the server has there, as far as it is known: {version, text}. */
export function present(cell, field = fieldOf(cell)) {
  const shown = field
    ? { version: Number(field.closest("tr").dataset.version), text: field.dataset.value }
    : { version: cell.version, text: cell.was };
  const answer = answers.get(keyOf({ url: cell.url, id: cell.id }));
  return answer && !(answer.version <= shown.version) ? { version: answer.version, text: answer.cells[cell.field] } : shown;
}

export function type(field) {
  const cell = cellOf(field);
  const { version, text } = present(cell, field);
  setDraft(cell, { was: text, version, ...draftOf(cell), text: field.value, state: "typed", reason: "" });
}

export function paint(field) {
  const cell = cellOf(field);
  const { text = present(cell, field).text, state = "", reason = "" } = draftOf(cell) ?? {};
  if (field.value !== text) field.value = text;
  if (field.dataset.state === state && !reason) return;
  field.dataset.state = state;
  field.setAttribute("aria-invalid", String(Boolean(reason)));
  const note = field.nextElementSibling;
  if (!reason) note?.remove();
  else if (note?.textContent !== reason) explain(field, note ?? document.createElement("p"), reason);
}

function explain(field, note, reason) {
  note.id ||= `table-note-${(notes += 1)}`;
  field.after(Object.assign(note, { className: "table-note", textContent: reason }));
  field.setAttribute("aria-describedby", note.id);
}
