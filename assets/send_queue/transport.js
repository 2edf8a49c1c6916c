/**
 * One attempt to deliver an item, and what its answer means.
 *
 *   sent      2xx with JSON, or 204
 *   refused   what the server can never take: 4xx as problem+json, 413, a large upload broken off again and again
 *   later     everything else, with its reason:
 *             network   no answer, and the server cannot be reached otherwise either
 *             portal    somebody else answered: a redirect, or a page of HTML instead of JSON
 *             busy      429, or 503 with Retry-After: ``wait`` milliseconds, by the server's own clock
 *             signin    401, even with a session that was just renewed
 *             away      5xx while /healthz does not answer well: it is being restarted, or its proxy is alone
 *             rejected  5xx while /healthz does: this item is what it stumbles over
 *             slow      no answer in time, while /healthz does answer
 */
import { bodyOf, headersOf } from "./item.js";

const SECOND = 1000;
const TIMEOUT = 30 * SECOND; // of an answer; of an upload: without any progress
const LONGEST_WAIT = 3600 * SECOND;
const BIG = 20 * 1024 * 1024;

/** Resolves to {kind, status, reason, detail, wait}; ``onProgress`` is called with the share that is uploaded. */
export async function deliver(item, bytes, onProgress) {
  const session = window.autoserviceSession;
  window.dispatchEvent(new Event("autoservice:asked")); // of page_life, which watches the connection
  await session?.fresh(); // the access token may be over by now: on a phone that slept
  let answer = await send(item, bytes, onProgress);
  if (answer.status === 401 && (await session?.renew())) answer = await send(item, bytes, onProgress);
  return { status: answer.status, ...(await meaningOf(item, answer)) };
}

function send(item, bytes, onProgress) {
  const isBare = item.method === "DELETE";
  const request = { ...item, headers: headersOf(item), body: isBare ? undefined : bodyOf(item, bytes) };
  return item.kind === "json" ? post(request) : upload(request, onProgress);
}

const NOTHING = { status: 0, type: "", header: () => null };

async function post({ url, headers, body, method = "POST" }) {
  const signal = AbortSignal.timeout(TIMEOUT);
  const options = { method, headers, body, signal, credentials: "same-origin", redirect: "manual", cache: "no-store" };
  try {
    const response = await fetch(url, options);
    const header = (name) => response.headers.get(name);
    const text = await response.text();
    return { status: response.status, isForeign: response.type === "opaqueredirect", header, text };
  } catch {
    return { ...NOTHING, isTimeout: signal.aborted };
  }
}

/** fetch has no progress of uploads. */
function upload({ url, headers, body }, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer = null;
    const stay = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), TIMEOUT);
    };
    request.open("POST", url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      stay();
      onProgress(total ? loaded / total : 0);
    });
    request.addEventListener("abort", () => resolve({ ...NOTHING, isTimeout: true }));
    request.addEventListener("error", () => resolve({ ...NOTHING, isCut: true }));
    request.addEventListener("load", () => resolve(uploaded(request)));
    request.addEventListener("loadend", () => clearTimeout(timer));
    stay();
    request.send(body);
  });
}

const uploaded = (request) => ({
  status: request.status,
  isForeign: !request.responseURL.startsWith(location.origin),
  header: (name) => request.getResponseHeader(name),
  text: request.responseText,
});

async function meaningOf(item, answer) {
  const { status } = answer;
  const isJson = (answer.header("Content-Type") ?? "").includes("json");
  if (status === 413) return { kind: "refused", reason: "toolarge", detail: detailOf(answer) };
  if (status === 0) return answer.isForeign ? later("portal") : unanswered(item, answer);
  if (status >= 500) return failed(answer);
  if (answer.isForeign || !(isJson || status === 204)) return later("portal");
  if (status < 300) return { kind: "sent", said: said(answer) };
  if (status === 401) return later("signin");
  if (status === 429) return later("busy", waitOf(answer));
  if ([408, 425].includes(status)) return later("slow");
  return { kind: "refused", detail: detailOf(answer), said: said(answer) };
}

const later = (reason, wait = 0) => ({ kind: "later", reason, wait });

/** Servers break off an upload over their limit; that only means something while they can be reached at all. */
async function unanswered(item, answer) {
  if (!navigator.onLine) return later("network");
  const state = await probe();
  if (state !== "well") return later(state === "portal" ? "portal" : "network");
  if (answer.isTimeout) return later("slow");
  const size = item.files.reduce((sum, file) => sum + file.size, 0);
  return { ...later("network"), isCut: Boolean(answer.isCut) && size > BIG };
}

async function failed(answer) {
  if (answer.header("Retry-After")) return later("busy", waitOf(answer));
  const state = await probe();
  return state === "well" ? later("rejected") : later(state === "portal" ? "portal" : "away");
}

/** Whether the server itself is "well", somebody else answers in its place ("portal"), or nobody ("away"). */
async function probe() {
  const answer = await post({ url: "/healthz", method: "GET" });
  if (answer.isForeign || (answer.header("Content-Type") ?? "").includes("html")) return "portal";
  return answer.status === 200 ? "well" : "away";
}

function said({ text }) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const detailOf = (answer) =>
  [said(answer)?.detail, said(answer)?.title].find((one) => one && typeof one === "string")?.slice(0, 500);

/** A date is compared with the server's own: the phone's clock may be wrong. */
function waitOf({ header }) {
  const value = header("Retry-After") ?? "";
  const now = Date.parse(header("Date")) || Date.now();
  const wait = /^\d+$/.test(value) ? value * SECOND : Date.parse(value) - now;
  return Math.min(Math.max(wait || 0, 0), LONGEST_WAIT);
}
