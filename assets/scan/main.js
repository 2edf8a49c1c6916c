/**
 * A code is read by the camera, where the browser can, which [data-can-scan] of the page says.
 *
 *   <dialog data-scan="field's id">   opened by [data-opens]: its <video> shows the camera, and the field is filled
 *   [data-scan-said]                  gets data-text-refused, data-text-missing or data-text-failed of the dialog
 */
const EVERY = 150; // milliseconds: a phone stays cool, and nobody holds a label still for less
const AMISS = { NotAllowedError: "Refused", NotFoundError: "Missing", OverconstrainedError: "Missing" };
let stream = null; // of the dialog that is open

async function canScan() {
  if (!window.isSecureContext || !window.BarcodeDetector || !navigator.mediaDevices) return false;
  const formats = await BarcodeDetector.getSupportedFormats();
  const devices = await navigator.mediaDevices.enumerateDevices();
  return formats.length > 0 && devices.some(({ kind }) => kind === "videoinput");
}

const isShown = (dialog) => dialog.open && dialog.isConnected;

const say = (dialog, what) => {
  dialog.querySelector("[data-scan-said]").textContent = dialog.dataset[`text${what}`] ?? "";
};

function stop(opened) {
  for (const track of opened?.getTracks() ?? []) track.stop();
}

async function scan(dialog) {
  say(dialog, "");
  let opened = null;
  try {
    opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    if (isShown(dialog)) await read(dialog, opened);
  } catch ({ name }) {
    if (isShown(dialog)) say(dialog, AMISS[name] ?? "Failed");
  } finally {
    stop(opened);
  }
}

async function read(dialog, opened) {
  const video = dialog.querySelector("video");
  const detector = new BarcodeDetector();
  stream = video.srcObject = opened;
  await video.play();
  while (isShown(dialog) && stream === opened) {
    const [found] = await detector.detect(video);
    if (found && isShown(dialog)) return fill(dialog, found.rawValue);
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
}

function fill(dialog, code) {
  const field = document.getElementById(dialog.dataset.scan);
  dialog.close();
  // Else React takes the text for what it has heard of already.
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(field, code);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

document.addEventListener("click", ({ target }) => {
  const dialog = document.getElementById(target.closest?.("[data-opens]")?.dataset.opens);
  if (dialog?.matches("[data-scan]")) scan(dialog);
});
document.addEventListener("close", ({ target }) => {
  if (!target.matches("[data-scan]")) return;
  stop(stream);
  stream = target.querySelector("video").srcObject = null;
}, true);

canScan().then((can) => document.documentElement.toggleAttribute("data-can-scan", can), () => {});
