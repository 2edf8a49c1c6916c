/**
 * Where the focus goes when what had it is gone, and how a list tells its outcome.
 *
 * On another path: to the heading, unless a field or the person took it meanwhile; Back also restores the scroll
 * position, once the page has its content again. Where only the query changed, the focus stays. Otherwise: to the field
 * of the same name that came in the place of what was removed, to the next button like it, to another one that came
 * or is beside it, to what had the focus before, to the heading. data-outcome names the query that a list answers: with another one its text is announced.
 */
const SCOPES = "form, li, tr, section, article, main";

const headingOfPage = () => document.querySelector("#main h1");
const pathOfPage = () => location.pathname.replace(/\/+$/, "");
const isThere = (element) => Boolean(element?.isConnected && element.checkVisibility());
const isUsable = (element) => isThere(element) && element.matches(":enabled, a[href], [tabindex]");

const scrolls = new Map(); // key of an entry of the history -> its scroll position
let [path, heading] = [pathOfPage(), headingOfPage()];
let arriving = null; // {old, active, scroll} of the page that was left, until the new one is there
let [focused, previous, isKeyboard] = [null, null, false];

function focus(element, preventScroll) {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll, focusVisible: isKeyboard });
}

function leave(scroll) {
  path = pathOfPage();
  arriving = { old: heading, active: document.activeElement, scroll };
}

/** The heading may come before the content, without which the page is too short to be scrolled. */
function arrive() {
  const [found, active] = [headingOfPage(), document.activeElement];
  if (!found || found === arriving.old) return;
  if (found !== heading && (active === document.body || active === arriving.active)) focus(found, true);
  heading = found;
  if (document.querySelector("#main .animate-pulse")) return;
  if (arriving.scroll) scrollTo(0, arriving.scroll);
  arriving = null;
}

/** {parent, before, came}: where the element was, and what was added there. */
function placeOf(element, changes) {
  let [gone, place] = [element, { parent: element.parentElement, before: element }];
  for (const { removedNodes, target, previousSibling } of changes) {
    if (![...removedNodes].some((node) => node.contains(gone))) continue;
    [gone, place] = [target, { parent: target, before: previousSibling }];
  }
  const added = changes.flatMap(({ addedNodes }) => [...addedNodes]);
  return { ...place, came: added.filter((node) => node.localName && node.parentNode === place.parent) };
}

function nextIn(scope, { parent, before }, selector) {
  const mark = before?.isConnected ? before : parent;
  const isAfter = (one) => mark.compareDocumentPosition(one) & 4 && (mark === parent || !mark.contains(one));
  const found = [scope, ...scope.querySelectorAll(selector)].filter((one) => one.matches(selector) && isUsable(one));
  return found.find(isAfter) ?? found.at(-1);
}

function inPlaceOf({ localName, name, className }, place) {
  if (place.parent.matches("[tabindex='-1']:not(main)")) return place.parent;
  const [named, like] = [`[name="${CSS.escape(name)}"]`, `[class="${CSS.escape(className)}"]`].map((one) => localName + one);
  const scopes = [];
  for (let scope = place.parent; scope; scope = scope.parentElement?.closest(SCOPES)) scopes.push(scope);
  const beside = scopes.find((scope) => scope.matches(SCOPES) && scope.id !== "main");
  const attempts = [
    [place.parent, named],
    ...scopes.map((scope) => [scope, like]),
    ...place.came.map((node) => [node, "button"]),
    ...(beside ? [[beside, "button"]] : []),
  ];
  return attempts.map(([scope, selector]) => nextIn(scope, place, selector)).find(Boolean);
}

function mend(changes) {
  if (!focused || document.activeElement !== document.body || isThere(focused)) return;
  const place = placeOf(focused, changes);
  const found = place.parent?.isConnected && inPlaceOf(focused, place);
  const target = found || (isThere(previous) ? previous : headingOfPage());
  if (target) focus(target, !isKeyboard);
}

new MutationObserver((changes) => {
  if (pathOfPage() !== path) leave();
  if (arriving) return arrive();
  heading = headingOfPage();
  mend(changes);
  const answers = changes.filter(({ type, oldValue }) => type === "attributes" && oldValue);
  for (const { target } of answers) document.getElementById("announcer").replaceChildren(target.textContent);
}).observe(document.body, { subtree: true, childList: true, attributeFilter: ["data-outcome"], attributeOldValue: true });

document.addEventListener("focusin", ({ target }) => ([focused, previous] = [target, focused ?? previous]));
document.addEventListener("focusout", ({ target }) =>
  // Unless it is about to be removed, the person has taken the focus away.
  queueMicrotask(() => focused === target && isThere(target) && document.hasFocus() && (focused = null)),
);
for (const type of ["keydown", "pointerdown"]) {
  document.addEventListener(type, () => (isKeyboard = type === "keydown"), true);
}
window.addEventListener("popstate", () => pathOfPage() !== path && leave(scrolls.get(history.state?.key)));
window.addEventListener("scroll", () => arriving || scrolls.set(history.state?.key, scrollY), { passive: true });
