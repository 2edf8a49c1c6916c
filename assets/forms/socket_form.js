/**
 * Forms that go over the socket, and what holds for all forms.
 *
 * A second submit in the same moment is refused, unless something was typed or an answer with errors came meanwhile.
 * data-text-required and data-text-email are the texts of the browser's own bubbles, in the page's language.
 * data-refused counts the answers with errors: with each one the first field with aria-invalid gets the focus.
 */
import { lock, MOMENT, unlock } from "./guard.js";

const submitted = new WeakSet(); // forms, in this page

export function onSubmit(event) {
  const form = event.target;
  if (form.matches("form[data-session-form], form[data-queued]")) return;
  submitted.add(form);
  if (lock(form, MOMENT)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}

export function onRefused(changes) {
  for (const { target } of changes.filter((change) => submitted.has(change.target))) {
    unlock(target);
    [...target.elements].find((control) => control.getAttribute("aria-invalid") === "true")?.focus();
  }
}

function bubbleText({ form, type, validity }) {
  if (validity.valueMissing) return form?.dataset.textRequired;
  return validity.typeMismatch && type === "email" ? form?.dataset.textEmail : "";
}

export function onInvalid({ target }) {
  target.setCustomValidity("");
  target.setCustomValidity(bubbleText(target) || "");
}

export function onInput({ target }) {
  target.setCustomValidity?.("");
  if (submitted.has(target.form)) unlock(target.form);
}
