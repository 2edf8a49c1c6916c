/**
 * Tables edited like a spreadsheet: <div data-table data-cells-url data-move-url data-text-...> around a table of the
 * server's, whose fields ([data-cell]) are in td[data-column] of tr[data-row][data-version].
 *
 * A field that has the focus is moved over by arrows until typing, Enter, F2 or a second click edits it.
 */
import { format, parse } from "./clipboard.js";
import { draftAt, drop, isAnyUnsaved, keep, paint, placeDraft, presentAt } from "./drafts.js";
import { activate, bodyRows, fieldsOf, moveBy, moveToField, moveVertically, placeOf, refocus, settle, stopOf, tableOf } from "./grid.js";
import { moveRow, startDrag } from "./rows.js";
import { isSaving, save, say, sayText, undo } from "./saving.js";

let editing = null; // the field that takes all keys
let wasFocused = false; // before the pointer went down

const isField = (stop) => stop?.matches("[data-cell]");
const isText = (stop) => stop?.matches("textarea, input:not([type=checkbox])");
const isUndo = ({ key, code, ctrlKey, metaKey, shiftKey, altKey }) =>
  (ctrlKey || metaKey) && !shiftKey && !altKey && (key.toLowerCase() === "z" || (code === "KeyZ" && !/[a-z]/i.test(key)));

function edit(stop, isReplaced = false) {
  if (!isText(stop) && !stop.matches("select")) return false;
  editing = stop;
  stop.dataset.editing = "";
  if (isText(stop) && isReplaced) stop.select();
  return true;
}

function stopEditing() {
  if (editing) delete editing.dataset.editing;
  editing = null;
}

/** Sends what was typed in the field, together with what was refused together with it. */
function commit(field) {
  stopEditing();
  const draft = isField(field) && draftAt(field);
  if (!draft || draft.state === "saving") return;
  const table = tableOf(field);
  if (draft.step) return void save(table, draft.step.cells.map((cell) => placeDraft(table, cell)));
  if (draft.text === presentAt(field).text) drop(table.dataset.cellsUrl, draft);
  else save(table, [placeDraft(table, draft)]);
  paint(field);
}

function revert(field) {
  stopEditing();
  const [draft, table] = [isField(field) && draftAt(field), tableOf(field)];
  for (const cell of draft?.step?.cells ?? (draft ? [draft] : [])) drop(table.dataset.cellsUrl, cell);
  if (draft) say(table, "");
  bodyRows(table).flatMap(fieldsOf).forEach(paint);
}

function onEditingKey({ key, shiftKey }, stop) {
  if (key === "Enter") {
    commit(stop);
    return moveVertically(stop, shiftKey ? -1 : 1);
  }
  if (key === "Tab") {
    commit(stop);
    return moveToField(stop, shiftKey ? -1 : 1);
  }
  if (key === "Escape") revert(stop);
  else if (key === "F2") stopEditing();
  else return false;
  return true;
}

function onMovingKey(event, stop) {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (isUndo(event)) return (undo(tableOf(stop)), true);
  if (altKey) return ["ArrowUp", "ArrowDown"].includes(key) && moveRow(stop, key === "ArrowUp" ? -1 : 1);
  if (moveBy(event, stop)) return true;
  if (key === "Escape" && isField(stop)) return (revert(stop), true);
  if (key === "F2" || key === "Enter") return edit(stop);
  const isTyped = !(ctrlKey || metaKey) && (key.length === 1 || ["Delete", "Backspace", "Process"].includes(key));
  if (isTyped) edit(stop, true);
  return false;
}

document.addEventListener("keydown", (event) => {
  const stop = stopOf(event.target);
  if (!stop || event.isComposing) return;
  if (stop === editing ? onEditingKey(event, stop) : onMovingKey(event, stop)) event.preventDefault();
});

document.addEventListener("pointerdown", (event) => {
  wasFocused = event.target === document.activeElement;
  if (event.target.closest("[data-handle]") && tableOf(event.target)) startDrag(event);
});

document.addEventListener("click", ({ target, pointerType }) => {
  if (isField(target) && (wasFocused || pointerType === "touch")) edit(target);
  if (target.closest("[data-undo]")) undo(target.closest("section").querySelector("[data-table]"));
});

document.addEventListener("focusin", ({ target }) => {
  const stop = stopOf(target);
  if (stop) activate(stop);
});

/** Not where the window or the row's place alone has changed. */
document.addEventListener("focusout", ({ target }) => {
  setTimeout(() => {
    if (target === document.activeElement || !document.hasFocus() || !target.isConnected) return;
    if (target === editing) stopEditing();
    if (isField(target) && draftAt(target)?.state === "typed") commit(target);
  });
});

document.addEventListener("input", ({ target }) => {
  if (!isField(target) || !tableOf(target)) return;
  keep(target, target.value);
  paint(target);
  if (target.matches("select") && !editing) commit(target);
});

document.addEventListener("copy", (event) => {
  const stop = stopOf(event.target);
  if (!isField(stop) || stop === editing) return;
  const chosen = bodyRows(tableOf(stop)).filter((row) => row.ariaSelected === "true");
  const texts = (row) => [...row.cells].filter((cell) => cell.dataset.column).map((cell) => (fieldsOf(cell)[0]?.value ?? cell.textContent).trim());
  event.clipboardData.setData("text/plain", chosen.length ? format(chosen.map(texts)) : stop.value);
  event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const stop = stopOf(event.target);
  if (!isField(stop) || stop === editing) return;
  event.preventDefault();
  const block = parse(event.clipboardData.getData("text/plain"));
  const [table, rows] = [tableOf(stop), bodyRows(tableOf(stop))];
  const from = [rows.indexOf(placeOf(stop).row), stop.closest("td").cellIndex];
  const cells = block.flatMap((texts, y) => texts.map((text, x) => [rows[from[0] + y]?.cells[from[1] + x], text]));
  const fields = cells.map(([cell, text]) => [cell?.querySelector("[data-cell]"), text]);
  if (fields.some(([field]) => !field)) return sayText(table, "block", { rows: block.length, columns: Math.max(...block.map((row) => row.length)) });
  fields.forEach(([field, text]) => keep(field, text));
  save(table, fields.map(([field]) => placeDraft(table, draftAt(field))));
  fields.forEach(([field]) => paint(field));
});

window.addEventListener("beforeunload", (event) => (isSaving() || isAnyUnsaved()) && event.preventDefault());

new MutationObserver((changes) => {
  const tables = new Set(changes.flatMap(({ target, addedNodes }) => [tableOf(target), ...[...addedNodes].map((node) => node.querySelector?.("[data-table]"))]));
  for (const table of tables) {
    if (!table?.isConnected) continue;
    bodyRows(table).flatMap(fieldsOf).forEach(paint);
    refocus(table);
  }
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-value", "data-version"] });
document.querySelectorAll("[data-table]").forEach(settle);
