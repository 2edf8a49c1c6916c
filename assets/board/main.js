/**
 * Moves on the board: a card is dragged to a lane, or moved to the next one by Alt and an arrow key. What is moved
 * is said by a hidden form; the card is drawn anew in its lane, where it keeps the focus.
 */
let dragged, moved; // the card that is dragged; the ids of the card that was moved by keys and of its lane

function move(card, lane) {
  const form = document.querySelector("[data-moving]");
  if (!form || !lane || lane.dataset.lane === card.dataset.laneOf) return;
  form.elements.order_id.value = card.dataset.order;
  form.elements.stage_id.value = card.dataset.card;
  form.elements.former.value = card.dataset.laneOf;
  form.elements.mechanic.value = lane.dataset.lane;
  form.requestSubmit();
}

const laneAt = (event) => event.target.closest?.("[data-lane]");
const mark = (lane) => {
  for (const one of document.querySelectorAll("[data-lane]")) one.toggleAttribute("data-over", one === lane);
};

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.("[data-card]");
  if (dragged) event.dataTransfer.effectAllowed = "move";
});
document.addEventListener("dragover", (event) => {
  if (!dragged) return;
  mark(laneAt(event));
  if (laneAt(event)) event.preventDefault();
});
document.addEventListener("drop", (event) => {
  if (!dragged || !laneAt(event)) return;
  event.preventDefault();
  move(dragged, laneAt(event));
});
document.addEventListener("dragend", () => mark((dragged = undefined)));

document.addEventListener("keydown", (event) => {
  const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  const card = event.altKey && step && event.target.closest?.("[data-card]");
  if (!card) return;
  event.preventDefault();
  const lanes = [...document.querySelectorAll("[data-lane]")];
  const lane = lanes[lanes.findIndex((one) => one.dataset.lane === card.dataset.laneOf) + step];
  moved = lane && { card: card.dataset.card, lane: lane.dataset.lane };
  move(card, lane);
});

new MutationObserver(() => {
  const card = moved && document.querySelector(`[data-lane="${moved.lane}"] [data-card="${moved.card}"]`);
  if (!card) return;
  moved = undefined;
  card.querySelector("button")?.focus();
}).observe(document.body, { childList: true, subtree: true });
