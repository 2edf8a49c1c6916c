/**
 * Unsent input outlives the page: <form data-draft="name">, the name only where the form has no action.
 *
 * A field's draft belongs to the person ([data-viewer] of the page), the page's address, the form and the field's
 * name. It is gone when the form was sent - "send-queue:stored", "session-form-sent", a changed data-accepted - unless
 * something else was typed since, and when the person signs out. Passwords and codes are never kept.
 */
import { givenText, isKept, isUntouched, nameOf, refill, textOf } from "./fields.js";
import { draftAt, dropDraft, dropDrafts, keepDraft } from "./store.js";

const PAUSE = 250;

const ownerOf = () => document.querySelector("[data-viewer]")?.dataset.viewer ?? "";
const fieldsOf = (form) => [...form.elements].filter(isKept);
const placeOf = (field) => [location.pathname, nameOf(field.form), field.name].join("\n");

const waiting = new Map(); // place -> what writes its draft
const early = new Set(); // fields typed in before the page knew whose it is
let timer = null;

function flush() {
  clearTimeout(timer);
  const writes = [...waiting.values()];
  waiting.clear();
  writes.forEach((write) => write());
}

function onInput({ target: field }) {
  if (!isKept(field)) return;
  const [owner, place] = [ownerOf(), placeOf(field)];
  if (!owner) return void early.add(field);
  const [text, given] = [textOf(field), givenText(field)];
  waiting.set(place, () => (text === given ? dropDraft(owner, place) : keepDraft(owner, place, text)));
  clearTimeout(timer);
  timer = setTimeout(flush, PAUSE);
}

const filled = new WeakMap(); // field -> owner and place for which it was looked after

function isNew(field, owner) {
  const key = `${owner}\n${placeOf(field)}`;
  if (filled.get(field) === key) return false;
  filled.set(field, key);
  return true;
}

function fill(fields, owner) {
  flush(); // one of them may be the one that was typed in, drawn anew
  const texts = fields.map((field) => draftAt(owner, placeOf(field))); // before the first of several boxes is ticked
  fields.forEach((field, index) => texts[index] !== undefined && isUntouched(field) && refill(field, texts[index]));
}

function fillAll() {
  const owner = ownerOf();
  if (!owner) return;
  early.forEach((field) => field.isConnected && onInput({ target: field }));
  early.clear();
  const fields = [...document.querySelectorAll("form[data-draft]")].flatMap(fieldsOf).filter((one) => isNew(one, owner));
  if (fields.length) fill(fields, owner);
}

const submitted = new Map(); // form's name -> [owner, place, text] of its fields

function onSubmit({ target: form }) {
  if (!form.matches?.("form[data-draft]")) return;
  flush();
  const texts = fieldsOf(form).map((field) => [ownerOf(), placeOf(field), textOf(field)]);
  submitted.set(nameOf(form), texts);
}

function onSent(name) {
  flush();
  for (const [owner, place, text] of submitted.get(name) ?? []) {
    if (draftAt(owner, place) === text) dropDraft(owner, place);
  }
  submitted.delete(name);
}

function onSessionForm({ target: form }) {
  if (form.dataset.sessionForm === "home") waiting.clear();
  if (form.dataset.sessionForm === "home") dropDrafts(ownerOf());
  else onSent(nameOf(form));
}

function onChange(changes) {
  for (const { target, attributeName } of changes) if (attributeName === "data-accepted") onSent(nameOf(target));
  fillAll();
}

document.addEventListener("input", onInput);
window.addEventListener("submit", onSubmit, true); // before those who send the form
for (const what of ["stored", "sent"]) document.addEventListener(`send-queue:${what}`, ({ detail }) => onSent(detail.url));
document.addEventListener("session-form-sent", onSessionForm);
document.addEventListener("visibilitychange", flush);
window.addEventListener("pagehide", flush);
new MutationObserver(onChange).observe(document, {
  subtree: true,
  childList: true,
  attributeFilter: ["data-viewer", "data-accepted", "action"],
});
fillAll();
