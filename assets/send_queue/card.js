/** One item as a card: what it says (a face, plain data) and how that is drawn. */
import { formOf } from "./bindings.js";
import { laneHeads, sending, sent, store } from "./state.js";

const STUCK_ATTEMPTS = 5; // from here on the person may decide about what still waits

export const CSS = `
  :host { display: block; }
  :host([hidden]) { display: none; }
  * { box-sizing: border-box; margin: 0; }
  [role=status] { display: grid; gap: .5rem; padding: .5rem; border-radius: .75rem;
    background: var(--color-sunken, Canvas); font: 400 .875rem/1.35 system-ui, sans-serif; }
  [role=status]:empty { display: none; }
  article { display: grid; grid-template-columns: 1fr auto; gap: .25rem .75rem; align-items: center;
    padding: .5rem .75rem; border: 1px solid var(--color-border, GrayText); border-left: 4px solid var(--tone);
    border-radius: .5rem; background: var(--color-surface, Canvas); color: var(--color-text, CanvasText); }
  article { --tone: var(--color-muted, GrayText); }
  article.sending, article.sent { --tone: var(--color-accent, #2563eb); }
  article.failed, .warning { --tone: var(--color-danger, #dc2626); }
  .text { min-width: 0; overflow-wrap: anywhere; }
  .label { font-weight: 600; }
  .state, .filename { color: var(--color-muted, GrayText); }
  .failed .state, .warning { color: var(--tone); }
  .sent .state::before { content: "✓ "; }
  .excerpt { margin-top: .25rem; white-space: pre-wrap; }
  .preview { width: 3.5rem; height: 3.5rem; object-fit: cover; border-radius: .375rem; }
  progress { grid-column: 1 / -1; width: 100%; height: .375rem; accent-color: var(--color-accent, #2563eb); }
  .actions { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: .5rem; }
  button { min-height: 44px; min-width: 44px; padding: 0 1rem; font: inherit; font-weight: 600; cursor: pointer;
    color: inherit; background: transparent; border: 1px solid var(--color-border, GrayText); border-radius: .5rem; }
  button.retry { color: var(--color-accent, #2563eb); border-color: currentColor; }
  button:focus-visible { outline: 2px solid var(--color-accent, #2563eb); outline-offset: 2px; }
`;

export function element(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

// ---------------------------------------------------------------- what it says

const isImage = (file) => file.type.startsWith("image/");
const filenamesOf = (item) => item.files.map((file) => file.filename).join(", ");

/** A card is redrawn, and read aloud, only when this changes. ``say`` gives a text of the page's language. */
export function faceOf(item, say) {
  const filename = filenamesOf(item);
  if (sent.has(item.id)) return { tone: "sent", state: say("sent"), filename, actions: [] };
  if (item.state === "failed") return failedFace(item, say);
  if (sending.has(item.id)) {
    return { tone: "sending", state: say("sending"), filename, upload: item.kind === "multipart", actions: [] };
  }
  if (!laneHeads().some(({ id }) => id === item.id)) {
    return { tone: "pending", state: say("turn"), filename, actions: [] };
  }
  if (!item.attempts) return { tone: "sending", state: say("sending"), filename, actions: [] };
  return { tone: "pending", state: waiting(item, say), filename, actions: stuckActions(item) };
}

function waiting(item, say) {
  const time = new Date(item.notBefore).toLocaleTimeString(say.language, { hour: "2-digit", minute: "2-digit" });
  return say(item.reason === "busy" && !item.notBefore ? "away" : item.reason || "network").replace("{time}", time);
}

const stuckActions = (item) => (item.attempts >= STUCK_ATTEMPTS ? actionsFor(item) : []);

/** A tap has nothing that could be saved. */
function actionsFor(item) {
  if (item.reason === "unreadable") return ["discard"];
  return ["retry", "discard", ...(item.excerpt || item.files.length ? ["save"] : [])];
}

function failedFace(item, say) {
  const isKnown = ["toolarge", "unreadable", "rejected"].includes(item.reason);
  return {
    tone: "failed",
    state: item.detail || say(isKnown ? item.reason : "failed").replace("{status}", item.status),
    excerpt: item.excerpt,
    preview: item.reason !== "unreadable" && item.files.some(isImage),
    filename: filenamesOf(item),
    actions: formOf(item) ? ["dismiss"] : actionsFor(item),
  };
}

// ---------------------------------------------------------------- how it is drawn

/** {node, release}; ``onAction(name)`` is told which button was pressed. */
export function draw(item, face, say, onAction) {
  const node = element("article", face.tone);
  const text = element("div", "text");
  text.append(element("div", "label", item.label), element("div", "state", face.state));
  if (face.excerpt) text.append(element("div", "excerpt", face.excerpt));
  if (face.filename) text.append(element("div", "filename", face.filename));
  node.append(text);
  const release = face.preview ? showPreview(node, item) : () => {};
  if (face.upload) node.append(Object.assign(element("progress", ""), { max: 1, value: 0, ariaLabel: face.filename }));
  if (face.actions.length) node.append(buttons(face.actions, say, onAction));
  return { node, release };
}

function buttons(names, say, onAction) {
  const row = element("div", "actions");
  for (const name of names) {
    const button = Object.assign(element("button", name, say(name)), { type: "button" });
    button.addEventListener("click", () => onAction(name));
    row.append(button);
  }
  return row;
}

/** Returns what frees the picture's memory. */
function showPreview(node, item) {
  const image = Object.assign(element("img", "preview"), { alt: "" });
  image.addEventListener("error", () => image.remove()); // HEIC
  store.bytesOf(item).then(([bytes]) => {
    if (!bytes || !node.isConnected) return;
    node.firstChild.after(image);
    image.src = URL.createObjectURL(new Blob([bytes], { type: item.files[0].type }));
  }, () => {});
  return () => image.src && URL.revokeObjectURL(image.src);
}

// ---------------------------------------------------------------- a copy for the person

/** Saves the files of an item, or else its text, where the browser saves downloads. */
export async function save(item) {
  const bytes = await store.bytesOf(item);
  item.files.forEach((file, index) => download(new Blob([bytes[index]], { type: file.type }), file.filename));
  const texts = item.fields.map(([, value]) => value).filter((value) => typeof value === "string");
  if (item.excerpt) download(new Blob([`${item.label}\n${texts.join("\n")}\n`], { type: "text/plain" }), "text.txt");
}

function download(blob, name) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
