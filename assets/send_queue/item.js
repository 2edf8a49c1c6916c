/**
 * An item of the queue: made from a submitted form, synchronously, because the form may be gone a moment later.
 *
 * A form with several files becomes an item for each of them. The bytes are kept apart from the item (store.js).
 */

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // http on a LAN address
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

export function actionOf(form) {
  const url = new URL(form.getAttribute("action") || "", location.href); // form.action may be an input's name
  return url.origin === location.origin ? url.pathname + url.search : url.href;
}

/** Items of one lane never overtake each other: those of a stage, else those of a resource (/api/orders/{id}). */
export const laneOf = ({ url }) =>
  (url.match(/^\/api\/orders\/\d+\/stages\/\d+/) ?? url.match(/^\/api\/[^/?]+\/[^/?]+/))?.[0] ?? url;

function entriesOf({ form, submitter }) {
  const entries = [...new FormData(form)].filter(([, value]) => value.name !== "" || value.size); // no file chosen
  return submitter?.name ? [...entries, [submitter.name, submitter.value]] : entries;
}

const isText = ([, value]) => typeof value === "string";

const described = ([name, value]) =>
  value instanceof File ? [name, value.name, value.size, value.lastModified] : [name, value];

const signed = (form, entries) => JSON.stringify([actionOf(form), ...entries.map(described)]);

/** Two submits with the same signature say the same; what the program fills in itself may have changed. */
export const signatureOf = (source) =>
  signed(source.form, entriesOf(source).filter(([name]) => source.form.elements[name]?.type !== "hidden"));

const isTypedByHand = (field) =>
  field.name && field.value && (field.tagName === "TEXTAREA" || ["text", "search", "number"].includes(field.type));

// Ever; since the last reason to hope, for the backoff; errors of a server that is well otherwise; uploads of a big file
// that the server broke off; and Retry-After.
const UNTRIED = { attempts: 0, streak: 0, rejections: 0, cuts: 0, triedAt: 0, nextAt: 0, notBefore: 0, reason: "" };

/** What all items of one submit have in common. */
function commonOf({ form, submitter }, entries, owner) {
  const fields = [...form.elements];
  const { filesTo = "", filesLabel = "" } = form.dataset;
  const kind = !filesTo && fields.some((field) => field.type === "file") ? "multipart" : "json";
  return {
    url: actionOf(form),
    kind,
    method: form.dataset.method ?? "POST",
    fields: entries.filter(isText),
    label: form.dataset.label || submitter?.textContent.trim() || "",
    excerpt: fields.filter(isTypedByHand).map((field) => field.value).join(" · ").slice(0, 200),
    isStep: Boolean(form.querySelector("queue-note")),
    owner,
    state: "pending",
    createdAt: Date.now(),
    filesTo,
    filesLabel,
    ...UNTRIED,
  };
}

/** [{item, blobs}] of a submit. */
export function itemsFrom(source, owner) {
  const entries = entriesOf(source);
  const [texts, files] = [entries.filter(isText), entries.filter((entry) => !isText(entry))];
  const common = commonOf(source, entries, owner);
  const make = (chosen) => ({
    item: {
      ...common,
      id: uuid(),
      files: chosen.map(([name, file]) => ({ name, filename: file.name, type: file.type, size: file.size })),
      signature: signed(source.form, [...texts, ...chosen]),
    },
    blobs: chosen.map(([, file]) => file),
  });
  return files.length > 1 && !common.filesTo ? files.map((file) => make([file])) : [make(files)];
}

/** Items for the files of what has been made under ``id``; an answer that comes twice makes the same ones. */
export const followersOf = (item, id) =>
  item.files.map((file, index) => {
    const own = { id: `${item.id}-${index}`, url: item.filesTo.replace("{id}", id), label: item.filesLabel };
    const what = { kind: "multipart", files: [file], fields: [], excerpt: "", filesTo: "", signature: own.id };
    return { ...item, ...UNTRIED, ...own, ...what, createdAt: Date.now() + index, hasLeft: false };
  });

/** The item that takes a step back on the server. */
export function undoOf(item, label) {
  const url = `${laneOf(item)}/undo`;
  const anew = { id: uuid(), url, label, fields: [], createdAt: Math.max(Date.now(), item.createdAt + 1) };
  return { ...item, ...anew, ...UNTRIED, hasLeft: false, signature: JSON.stringify([url]) };
}

/** The request's body; ``bytes`` are those of the item's files. */
export function bodyOf(item, bytes) {
  const form = new FormData();
  const object = Object.create(null);
  item.fields.forEach(([name, value]) => form.append(name, value));
  for (const [name, value] of item.fields) object[name] = name in object ? [].concat(object[name], value) : value;
  item.files.forEach((file, index) => {
    form.append(file.name, new Blob([bytes[index]], { type: file.type }), file.filename);
  });
  return item.kind === "json" ? (item.body ?? JSON.stringify(object)) : form;
}

export function headersOf(item) {
  const headers = { Accept: "application/json, application/problem+json", "Idempotency-Key": item.id };
  const language = document.querySelector("send-queue")?.closest("[lang]")?.lang; // of the page as it is shown
  if (language) headers["Accept-Language"] = language;
  if (item.owner) headers["X-Queue-Owner"] = encodeURIComponent(item.owner);
  if (item.kind === "json") headers["Content-Type"] = "application/json";
  return headers;
}
