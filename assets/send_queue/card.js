/** One item as a card: its content (plain data) and its elements. Styles: ``send-queue`` in theme.css. */
import { download } from "../forms/download.js";
import { formOf } from "./bindings.js";
import { STUCK_ATTEMPTS, laneHeads, sending, sent, store } from "./state.js";

export function element(tag, className, text = "") {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

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

/** A command without text or files has nothing that could be saved. */
function actionsFor(item) {
  if (item.reason === "unreadable") return ["discard"];
  const isRefusedFile = item.files.length && [413, 422].includes(item.status); // it would be again
  return [...(isRefusedFile ? [] : ["retry"]), "discard", ...(item.excerpt || item.files.length ? ["save"] : [])];
}

function failedFace(item, say) {
  const isKnown = ["toolarge", "unreadable", "rejected"].includes(item.reason);
  return {
    tone: "failed",
    state: item.detail || say(isKnown ? item.reason : "failed").replace("{status}", item.status),
    preview: item.reason !== "unreadable" && item.files.some(isImage),
    filename: filenamesOf(item),
    actions: formOf(item) ? ["dismiss"] : actionsFor(item),
  };
}

/** {node, release}; ``onAction(name)`` is called with the button that was pressed. */
export function draw(item, face, say, onAction) {
  const node = element("article", face.tone);
  const text = element("div", "text");
  text.append(element("div", "label", item.label), element("div", "state", face.state));
  if (item.excerpt) text.append(element("div", "excerpt", item.excerpt)); // tells waiting comments apart
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

/** Saves the files of an item, or else its text, where the browser saves downloads. */
export async function save(item) {
  const bytes = await store.bytesOf(item);
  item.files.forEach((file, index) => download(new Blob([bytes[index]], { type: file.type }), file.filename));
  const texts = item.fields.map(([, value]) => value).filter((value) => typeof value === "string");
  if (item.excerpt) download(new Blob([`${item.label}\n${texts.join("\n")}\n`], { type: "text/plain" }), "text.txt");
}
