/**
 * Tables edited like a spreadsheet: <div data-table data-cells-url data-move-url data-text-...> around a table that the
 * server draws. Its fields, [data-cell] with the server's text in data-value, are in td[data-column] of
 * tr[data-row][data-version]; into the row that data-added of the table names the focus goes once. Arrows move over a
 * field that has the focus until typing, Enter, F2 or a second click edits it.
 */
import { format, parse } from "./clipboard.js";
import { cellOf, draftOf, drop, isAnythingUnsaved, paint, present, type } from "./drafts.js";
import { bodyRows, fieldsIn, moveBy, moveToField, settle, tableOf } from "./grid.js";
import { drag, moveRow } from "./rows.js";
import { save, say, undo } from "./saving.js";

let focused = null; // the stop that has the focus, also while its row is moved
let editing = null; // the field that takes all keys
let entered = ""; // the id of the added row into which the focus has gone, also after its table was drawn anew
let [wasFocused, isPointer] = [false, false]; // before the pointer went down; rather than a key

const isField = (stop) => Boolean(stop?.matches?.("[data-table] [data-cell]"));
const isUndo = ({ key, code }) => key.toLowerCase() === "z" || (code === "KeyZ" && !/[a-z]/i.test(key)); // я on ЙЦУКЕН

function edit(field, isReplaced) {
  editing = field;
  field.dataset.editing = "";
  if (isReplaced) field.select?.();
  else if (!isPointer) field.setSelectionRange?.(field.value.length, field.value.length);
}

function stopEditing() {
  if (editing) delete editing.dataset.editing;
  editing = null;
}

/** What was refused together is sent, and dropped, together. */
const cellsWith = (draft) => draft.group ?? [draft];

function commit(field) {
  stopEditing();
  const draft = draftOf(cellOf(field));
  if (!draft || draft.state === "saving") return;
  const isUnchanged = !draft.group && draft.text === present(draft, field).text;
  if (isUnchanged) drop(draft);
  else save(tableOf(field), cellsWith(draft));
  paint(field);
}

function revert(field) {
  stopEditing();
  const draft = draftOf(cellOf(field));
  if (!draft || draft.state === "saving") return;
  cellsWith(draft).forEach(drop);
  say(tableOf(field), "", { text: "" });
}

function onEditingKey({ key, shiftKey }, field) {
  if (!["Enter", "Tab", "Escape", "F2"].includes(key)) return false;
  if (key === "Escape") revert(field);
  else if (key === "F2") stopEditing();
  else commit(field);
  if (key === "Enter") moveBy({ key: shiftKey ? "ArrowUp" : "ArrowDown" }, field);
  return key !== "Tab" || moveToField(field, shiftKey ? -1 : 1);
}

function onMovingKey(event, stop) {
  const { key, altKey, ctrlKey, metaKey } = event;
  if ((ctrlKey || metaKey) && !event.shiftKey && isUndo(event)) return undo(tableOf(stop)) ?? true;
  if (altKey) return moveRow(stop, { ArrowUp: -1, ArrowDown: 1 }[key]);
  if (!isField(stop) && stop.matches("textarea, input:not([type=checkbox])")) return false;
  if (moveBy(event, stop)) return true;
  if (!isField(stop) || ctrlKey || metaKey) return false;
  if (key === "Escape") revert(stop);
  else if (key === "Enter" || key === "F2") edit(stop, false);
  else if (key.length === 1 || ["Delete", "Backspace", "Process"].includes(key)) edit(stop, true);
  return key === "Enter";
}

document.addEventListener("keydown", (event) => {
  isPointer = false;
  if (event.isComposing || !tableOf(event.target)?.contains(focused)) return;
  if (editing ? onEditingKey(event, editing) : onMovingKey(event, focused)) event.preventDefault();
});

document.addEventListener("pointerdown", (event) => {
  [wasFocused, isPointer] = [event.target === document.activeElement, true];
  if (event.target.closest("[data-handle]")) drag(event);
});

document.addEventListener("click", ({ target, pointerType }) => {
  if (isField(target) && (wasFocused || pointerType === "touch")) edit(target, false);
  if (target.closest("[data-undo]")) undo(tableOf(target));
});

document.addEventListener("focusin", ({ target }) => {
  const isStop = tableOf(target) && target.closest("td, th");
  focused = isStop ? target : null;
  if (isStop) settle(tableOf(target), target);
});

/** Not where the window alone has lost the focus, or the row was moved. */
document.addEventListener("focusout", ({ target }) => {
  setTimeout(() => {
    if (target === document.activeElement || !document.hasFocus()) return;
    if (target === focused) focused = null;
    if (target === editing) stopEditing();
    if (isField(target) && draftOf(cellOf(target))?.state === "typed") commit(target);
  });
});

/** Text that comes without a key, as by dictation, takes the place of the former one, too. */
document.addEventListener("beforeinput", ({ target, inputType }) => {
  if (isField(target) && !editing && inputType.startsWith("insert")) edit(target, true);
});

/** Before all others that hear it: what they change of the page lets the fields be painted, with what is known to be typed. */
const onInput = ({ target }) => {
  if (!isField(target)) return;
  type(target);
  paint(target);
  if (target.matches("select") && isPointer) commit(target);
};
document.addEventListener("input", onInput, true);

document.addEventListener("copy", (event) => {
  if (!isField(focused) || editing) return;
  const textsOf = (row) => [...row.querySelectorAll("td[data-column]")].map((cell) => fieldsIn(cell)[0]?.value ?? cell.innerText);
  const chosen = bodyRows(tableOf(focused)).filter((row) => row.ariaSelected === "true");
  event.clipboardData.setData("text/plain", chosen.length ? format(chosen.map(textsOf)) : focused.value);
  event.preventDefault();
});

document.addEventListener("paste", (event) => {
  if (!isField(focused) || editing) return;
  event.preventDefault();
  const [table, block] = [tableOf(focused), parse(event.clipboardData.getData("text/plain"))];
  const [row, column] = [bodyRows(table).indexOf(focused.closest("tr")), focused.closest("td").cellIndex];
  const fieldAt = (y, x) => bodyRows(table)[row + y]?.cells[column + x]?.querySelector("[data-cell]");
  const pasted = block.flatMap((texts, y) => texts.map((text, x) => [fieldAt(y, x), text]));
  if (pasted.some(([field]) => !field)) return say(table, "block", { rows: block.length, columns: block[0].length });
  for (const [field, text] of pasted) type(Object.assign(field, { value: text }));
  save(table, pasted.map(([field]) => cellOf(field)));
  pasted.forEach(([field]) => paint(field));
});

/** What was typed before this script had come is kept, and saved unless somebody is still typing there. */
function takeOver(table) {
  settle(table);
  const active = table.contains(document.activeElement) && document.activeElement.closest("td, th");
  if (active) focused = document.activeElement;
  for (const field of fieldsIn(table).filter((one) => !one.matches("select") && one.value !== one.dataset.value)) {
    type(field);
    if (field === focused) edit(field, false);
    else commit(field);
  }
}

function enter(table) {
  const id = table.dataset.added;
  const field = id && entered !== id && table.querySelector(`tr[data-row="${id}"] [data-cell]`);
  if (field) entered = id, field.focus();
}

window.addEventListener("beforeunload", (event) => isAnythingUnsaved() && event.preventDefault());

new MutationObserver((changes) => {
  if (changes.every(({ target }) => target.matches("[data-status], [data-undo]"))) return;
  for (const table of document.querySelectorAll("[data-table]")) {
    settle(table);
    fieldsIn(table).forEach(paint);
    enter(table);
  }
  if (focused?.isConnected && document.activeElement === document.body) focused.focus({ preventScroll: true });
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-value", "data-version", "data-added"] });
document.querySelectorAll("[data-table]").forEach(takeOver);
