/** Which fields of <form data-draft> are kept: text that somebody typed. Passwords and codes never are. */
const TEXTS = "textarea[name], input[name]:is(:not([type]), [type=text], [type=search], [type=tel], [type=email])";
const SECRETS = "[data-password], [autocomplete=one-time-code], [autocomplete*=password], [name=code]";

export const isKept = (field) =>
  Boolean(field.form?.matches("form[data-draft]")) && field.matches(TEXTS) && !field.matches(SECRETS);

/** What distinguishes a form from the others of its page. */
export const nameOf = (form) => form.getAttribute("action") || form.dataset.draft;

/** What comes back is shown where it was typed. */
export function refill(field, text) {
  field.value = text;
  field.closest("details")?.setAttribute("open", "");
}
