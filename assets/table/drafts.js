/**
 * What was typed and is not saved yet, by the row's id and the field's name: never by a place on the screen.
 *
 * Fields show their draft, else the newest text of the server: of an answer to a change, until the page has its rows.
 */
import { bodyRows, fieldsOf, placeOf, tableOf } from "./grid.js";

const drafts = new Map(); // key -> {id, field, text, was, reason, step}: ``was`` is what its author saw
const known = new Map(); // key of a row -> {version, cells} of the newest answer

const keyOf = (url, id, field = "") => [url, id, field].join("\n");
const urlOf = (field) => tableOf(field).dataset.cellsUrl;
const keyAt = (field) => keyOf(urlOf(field), placeOf(field).row.dataset.row, placeOf(field).name);

export const draftAt = (field) => drafts.get(keyAt(field));
export const draftOf = (url, { id, field }) => drafts.get(keyOf(url, id, field));
export const fieldsAt = (url) => [...document.querySelectorAll("[data-table]")]
  .filter((table) => table.dataset.cellsUrl === url)
  .flatMap((table) => bodyRows(table).flatMap(fieldsOf));

export const fieldOf = (url, { id, field }) =>
  fieldsAt(url).find((one) => placeOf(one).row.dataset.row === String(id) && placeOf(one).name === field);

/** What the server has there as far as the page knows: {version, text}. */
export function presentAt(field) {
  const { row, name } = placeOf(field);
  const [shown, answer] = [Number(row.dataset.version), known.get(keyOf(urlOf(field), row.dataset.row))];
  return answer?.version > shown
    ? { version: answer.version, text: answer.cells[name] ?? field.dataset.value }
    : { version: shown, text: field.dataset.value };
}

/** The same of a cell whose row may be on another page. */
export function presentOf(url, { id, field }) {
  const there = fieldOf(url, { id, field });
  const answer = known.get(keyOf(url, id));
  return there ? presentAt(there) : answer && { version: answer.version, text: answer.cells[field] };
}

export function learn(url, rows) {
  for (const { id, version, cells } of rows) known.set(keyOf(url, id), { version, cells });
}

export function keep(field, text) {
  const { row, name } = placeOf(field);
  const before = draftAt(field);
  drafts.set(keyAt(field), {
    ...(before ?? { id: Number(row.dataset.row), field: name, was: presentAt(field).text, version: presentAt(field).version }),
    text,
    reason: "",
    state: "typed",
  });
}

export function put(url, cell, more) {
  drafts.set(keyOf(url, cell.id, cell.field), { ...cell, text: cell.value, state: "unsaved", ...more });
}

/** The cell of a draft, ready to be saved, and shown as on its way. */
export function placeDraft(table, cell) {
  const draft = draftOf(table.dataset.cellsUrl, cell);
  Object.assign(draft, { reason: "", step: undefined, state: "saving" });
  return { id: draft.id, field: draft.field, value: draft.text, was: draft.was, version: draft.version };
}

export const drop = (url, { id, field }) => drafts.delete(keyOf(url, id, field));
export const isAnyUnsaved = () => drafts.size > 0;

function note(field, reason) {
  const cell = field.parentNode;
  const there = cell.querySelector(".table-note");
  if (!reason) return there?.remove();
  const line = there ?? cell.appendChild(Object.assign(document.createElement("p"), { className: "table-note" }));
  line.id ||= `note-${crypto.getRandomValues(new Uint32Array(1))[0]}`;
  if (line.textContent !== reason) line.textContent = reason;
  field.setAttribute("aria-describedby", line.id);
}

/** Shows a field's draft with its reason, else the present text. */
export function paint(field) {
  const draft = draftAt(field);
  const text = draft?.text ?? presentAt(field).text;
  if (field.value !== text) field.value = text;
  if (!draft && !field.dataset.state) return;
  field.dataset.state = draft?.state ?? "";
  if (draft?.reason) field.setAttribute("aria-invalid", "true");
  else ["aria-invalid", "aria-describedby"].forEach((name) => field.removeAttribute(name));
  note(field, draft?.reason);
}
