/**
 * The guard against a tap that was meant for what stood there before: a button in whose place another one has just
 * stood is dead for a moment ([data-settling], theme.css), whether a tap or an update from elsewhere replaced it.
 */
const MOMENT = 1000;
const ACTING = "button:not([data-handle]), summary, label:has(input[type=file])"; // a tap on a handle does nothing
const FORMER = `${ACTING}, a[href]`;

let places = new Map(); // control -> {name, box}, as they were last seen
let left = []; // [{name, box, at}] of those that have gone or changed lately
const arrivals = new WeakMap(); // control -> {name, at}
const ends = new WeakMap(); // control -> until when it is dead
let timer = null; // runs while the page moves
let pressed = null; // {control, name} of the last one that was pressed by a key

/** Two buttons with the same name do the same; one of a form that could not be tapped is another one once it can. */
function nameOf(control) {
  const isOff = control.form && !control.dataset.settling && getComputedStyle(control).pointerEvents === "none";
  const form = control.form?.getAttribute("action");
  const said = control.getAttribute("aria-label") ?? control.textContent;
  return [control.tagName, form, control.name, control.value, said, isOff].join("\n");
}

function survey() {
  const found = [...document.querySelectorAll(FORMER)].map((control) => [
    control,
    { name: nameOf(control), box: control.getBoundingClientRect() },
  ]);
  return new Map(found.filter(([, { box }]) => box.width));
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
const isNear = (a, b) => Math.abs(a.left - b.left) + Math.abs(a.top - b.top) < 8;
const stays = (place, before) => place?.name === before?.name && (timer || isNear(place.box, before.box));

function onChange() {
  const [now, before] = [performance.now(), places];
  places = survey();
  left = left.filter(({ at }) => now - at < MOMENT);
  for (const [control, place] of before) if (!stays(places.get(control), place)) left.push({ ...place, at: now });
  for (const [control, { name, box }] of places) {
    if (arrivals.get(control)?.name !== name) arrivals.set(control, { name, at: now });
    if (!control.matches(ACTING) || stays(before.get(control), { name, box })) continue;
    if (left.some((former) => former.name !== name && overlap(former.box, box))) settle(control, now);
  }
}

function settle(control, now) {
  ends.set(control, now + MOMENT);
  control.dataset.settling = "true";
  setTimeout(() => performance.now() > ends.get(control) - 50 && delete control.dataset.settling, MOMENT);
}

/** A key goes to what has the focus, wherever that stands: there it is what was pressed before that counts. */
function isForFormer(control) {
  const { name, at } = arrivals.get(control) ?? {};
  const hasGone = pressed && (!pressed.control.isConnected || nameOf(pressed.control) !== pressed.name);
  return hasGone && pressed.name !== name && performance.now() - at < MOMENT;
}

function onClick(event) {
  const control = event.target.closest?.(ACTING);
  // Enter in a field sends its form by a click of the button, wherever that is.
  const isKey = event.detail === 0 && document.activeElement === control;
  if (control && (isKey ? isForFormer(control) : event.detail && performance.now() < ends.get(control))) {
    event.preventDefault();
    event.stopImmediatePropagation();
  } else if (control && isKey) pressed = { control, name: nameOf(control) };
}

/** Nothing was replaced: the page moves under the finger, and is looked at again once it has come to rest. */
function onMove() {
  clearTimeout(timer);
  timer = setTimeout(() => ((timer = null), (places = survey())), 100);
}

window.addEventListener("click", onClick, true);
window.addEventListener("keydown", (event) => event.repeat && event.target.matches?.(ACTING) && event.preventDefault(), true);
window.addEventListener("scroll", onMove, { capture: true, passive: true });
window.addEventListener("resize", onMove);
const observed = { subtree: true, childList: true, characterData: true, attributeFilter: ["action", "open", "state"] };
new MutationObserver(onChange).observe(document, observed);
places = survey();
