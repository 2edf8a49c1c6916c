/**
 * What holds for all forms.
 *
 * DOUBLE TAP  A second submit within a second and a half does nothing, unless something was typed or an answer with
 *             errors came meanwhile. (Forms with data-session-form or data-queued see to that themselves.)
 * BUBBLES     data-text-required and data-text-email are said in the browser's own bubbles, in the page's language.
 * ERRORS      data-refused counts the answers with errors of a form that goes over the socket: with each one the
 *             first field with aria-invalid gets the focus.
 */
(() => {
  "use strict";

  const DOUBLE_TAP = 1500;
  const sentAt = new WeakMap(); // forms, and when they were submitted; 0: may be submitted again

  const refuseDoubleTap = (event) => {
    const form = event.target;
    if (form.matches("form[data-session-form], form[data-queued]")) return;
    if (event.timeStamp - DOUBLE_TAP < (sentAt.get(form) || -Infinity)) {
      event.preventDefault();
      event.stopImmediatePropagation();
    } else sentAt.set(form, event.timeStamp);
  };

  /** Whether the form was submitted at all. */
  const allowAgain = (form) => sentAt.has(form) && sentAt.set(form, 0);

  const onRefused = (changes) => {
    for (const { target } of changes.filter((change) => allowAgain(change.target))) {
      [...target.elements].find((control) => control.getAttribute("aria-invalid") === "true")?.focus();
    }
  };

  const bubbleText = ({ form, type, validity }) => {
    if (validity.valueMissing) return form?.dataset.textRequired;
    return validity.typeMismatch && type === "email" ? form?.dataset.textEmail : "";
  };

  const onInvalid = ({ target }) => {
    target.setCustomValidity("");
    target.setCustomValidity(bubbleText(target) || "");
  };

  const onInput = ({ target }) => {
    target.setCustomValidity?.("");
    if (target.form) allowAgain(target.form);
  };

  document.addEventListener("submit", refuseDoubleTap, true);
  document.addEventListener("invalid", onInvalid, true);
  document.addEventListener("input", onInput);
  new MutationObserver(onRefused).observe(document, { subtree: true, attributeFilter: ["data-refused"] });
})();
