/** Which fields of <form data-draft> are kept: what somebody typed, ticked or chose. Passwords and codes never are. */
const TYPED = ":not([type]), [type=text], [type=search], [type=tel], [type=email], [type=date], [type=checkbox]";
const FIELDS = `textarea[name], select[name], input[name]:is(${TYPED})`;
const OTHERS = "[data-password], [autocomplete=one-time-code], [autocomplete*=password], [name=code], [data-in-address]";

export const isKept = (field) =>
  Boolean(field.form?.matches("form[data-draft]")) && field.matches(FIELDS) && !field.matches(OTHERS);

/** What distinguishes a form from the others of its page. */
export const nameOf = (form) => form.getAttribute("action") || form.dataset.draft;

const isBox = ({ type }) => type === "checkbox";

/** The boxes of one name are one field: its text are the values of those that are ticked. */
const ticked = ({ form, name }, property) =>
  [...form.elements].filter((one) => isBox(one) && one.name === name && one[property]).map(({ value }) => value).join("\n");

const firstChoice = ({ options }) => ([...options].find((one) => one.defaultSelected) ?? options[0])?.value ?? "";

export const textOf = (field) => (isBox(field) ? ticked(field, "checked") : field.value);

/** What the page gave the field, before anybody changed it. */
export function givenText(field) {
  if (isBox(field)) return ticked(field, "defaultChecked");
  return field.options ? firstChoice(field) : field.defaultValue;
}

/** Of boxes each for itself. */
export const isUntouched = (field) =>
  isBox(field) ? field.checked === field.defaultChecked : field.value === givenText(field);

/** What comes back is shown where it was typed; the program hears of a box or a choice. */
export function refill(field, text) {
  if (isBox(field)) return void (text.split("\n").includes(field.value) !== field.checked && field.click());
  if (field.options && ![...field.options].some(({ value }) => value === text)) return;
  field.value = text;
  if (field.options) field.dispatchEvent(new Event("change", { bubbles: true }));
  field.closest("details")?.setAttribute("open", "");
}
