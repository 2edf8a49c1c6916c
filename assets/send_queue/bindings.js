/**
 * Which form still holds the values of which item, so that they can be corrected there.
 *
 * A form is emptied only while it says exactly what was sent: what was typed meanwhile stays.
 */
import { actionOf, signatureOf } from "./item.js";

const sources = new Map(); // item id -> {form, submitter, signature}

export const bind = (item, source) => sources.set(item.id, { ...source, signature: signatureOf(source) });
export const unbind = (item) => sources.delete(item.id);
export const boundIds = () => [...sources.keys()];

/** The form in which the values of this item can still be corrected. */
export function formOf(item) {
  const form = sources.get(item.id)?.form;
  return form?.isConnected && actionOf(form) === item.url ? form : null;
}

const stillHolds = (source) => signatureOf(source) === source.signature;

/** Empties the form, unless the person has already typed something new. A choice that is told to the server stays. */
export function release(item) {
  const source = sources.get(item.id);
  unbind(item);
  if (!source || !stillHolds(source)) return;
  const choices = [...source.form.querySelectorAll("[data-stays]")].map((one) => [one, one.value, one.checked]);
  source.form.reset();
  choices.forEach(([one, value, checked]) => Object.assign(one, { value, checked }));
}

/** The form that shows errors at its fields, if it still says what was refused. */
export function correctable(item) {
  const source = sources.get(item.id);
  return source && formOf(item)?.matches("[data-then]") && stillHolds(source) ? source.form : null;
}

/** A form that still says what was sent keeps it, to be corrected there. */
export function keepOrRelease(item) {
  const source = sources.get(item.id);
  if (!source || !stillHolds(source)) release(item);
}
