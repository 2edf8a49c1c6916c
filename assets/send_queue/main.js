/**
 * What a mechanic sends from a phone is never lost: a submitted <form data-queued action="/api/..." method="post">
 * becomes an item of the queue (queue.js), drawn by <send-queue> (element.js).
 *
 *   data-queued         this script sends the form (JSON; multipart when it has a file input)
 *   data-label          localised text of what is being sent
 *   data-pending-lock   the same values are not queued twice
 *   data-method         DELETE: without a body
 *   data-photos         what was chosen (photos/tray.js) is in the queue alone once it was submitted
 *   data-files-to       where its files are sent, one by one as data-files-label, once the answer has given the {id}
 *
 * Fields must be uncontrolled (default_value): form.reset() is all that is ever done to React's DOM.
 */
import { boundIds } from "./bindings.js";
import { define } from "./element.js";
import { defineNote } from "./note.js";
import { enqueue, wake } from "./queue.js";
import { render, store } from "./state.js";
import { dropLease } from "./tab_lock.js";

function onSubmit(event) {
  const form = event.target;
  if (!form.matches?.("form[data-queued]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  enqueue({ form, submitter: event.submitter });
  if (form.matches("[data-photos]:not([data-files-to])")) form.reset();
}

document.addEventListener("submit", onSubmit, true);
document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
for (const name of ["online", "focus", "pageshow"]) window.addEventListener(name, wake);
window.addEventListener("pagehide", dropLease);
window.addEventListener("beforeunload", (event) => store.unsafe.size && event.preventDefault());
setInterval(() => boundIds().length && render(), 1000); // React may have taken a form away

define();
defineNote();
