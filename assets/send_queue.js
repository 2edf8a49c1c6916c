/*
 * send_queue.js: what a mechanic taps on a phone is never lost.
 *
 * PURPOSE  A submitted <form data-queued action="/api/..." method="post"> becomes a job. The job is written to
 *          IndexedDB before the first attempt and is deleted only after a 2xx answer or when the person discards it.
 *
 * FORM     data-queued         this script sends the form (JSON; multipart when it has a file input)
 *          data-label          localised text of what is being sent
 *          data-pending-lock   the same form with the same values is not queued twice (double tap)
 *          data-type="number"  on a field: a JSON number, or null when empty
 *          data-autosubmit     on a file input: submit as soon as a file is chosen
 *          Fields must be uncontrolled (default_value): form.reset() is all this script ever does to React's DOM.
 *
 * ELEMENT  <send-queue owner="user-id" text-sending=... > draws the jobs of its owner; without it nothing is sent.
 *          Texts: see TEXTS. Reflects pending="N" and failed="N".
 *
 * REQUEST  POST with Idempotency-Key (the job's id, the same on every retry), Accept-Language, and X-Queue-Owner, so
 *          that a server may answer 401 when the cookie meanwhile belongs to somebody else.
 *
 * ANSWERS  2xx                                      sent: shown for 3 s
 *          408 425 429 5xx, no network, timeout     pending: backoff 1..60 s, Retry-After; at once when we are back
 *          401                                      once more with a refreshed session (session.js); then
 *                                                   pending: asks to sign in; on load, on focus and every 60 s
 *          other 4xx                                failed: problem+json detail; Retry / Discard, or Dismiss while the
 *                                                   form still holds the values
 *
 * ORDER    One request at a time in all tabs. Jobs of one resource (/api/orders/{id}) never overtake each other.
 *
 * EVENTS   on document: send-queue:sent, send-queue:failed, detail {id, url, status}.
 *
 * This script owns the IndexedDB database "autoservice".
 */
(() => {
  "use strict";
  if (customElements.get("send-queue")) return;

  const SECOND = 1000;
  const TIMEOUT = { json: 30 * SECOND, multipart: 180 * SECOND };
  const BACKOFF_MAX = 60 * SECOND;
  const SENT_SHOWN = 3 * SECOND;
  const DOUBLE_TAP = SECOND; // a repeat this soon after success is still the same tap
  const BIG_FILE = 20 * 1024 * 1024;
  const BIG_FILE_CUTS = 3;
  const STUCK_ATTEMPTS = 8; // a server that keeps answering 5xx: let the person decide
  const LOCK = "autoservice-send-queue";
  const LOCK_STALE = TIMEOUT.multipart + 20 * SECOND;
  const LEASE = 15 * SECOND;
  const PROBE_URL = document.currentScript?.src || "/";
  const TEXTS = {
    sending: "Sending…",
    pending: "Waiting for the network",
    sent: "Sent",
    failed: "Could not be sent",
    retry: "Retry",
    discard: "Discard",
    dismiss: "Dismiss",
    signin: "Sign in again to send this",
    volatile: "This browser cannot store unsent data. Keep this page open until everything is sent.",
    toolarge: "The file is too large",
  };

  // ---------------------------------------------------------------- storage

  /** Jobs on disk; what the disk refuses is held in memory, so that a job is sent even then. */
  class JobStore {
    #opening = null;
    #memory = new Map(); // newer than the disk, or not on it yet
    #lastRead = [];
    unsafe = new Set(); // ids that exist in memory only

    async all() {
      this.#lastRead = await this.#transact("readonly", (jobs) => jobs.getAll()).catch(() => this.#lastRead);
      const merged = new Map([...this.#lastRead, ...this.#memory.values()].map((job) => [job.id, job]));
      return [...merged.values()].sort((a, b) => a.createdAt - b.createdAt);
    }

    async add(job) {
      this.#memory.set(job.id, job);
      await this.#save(job, (jobs) => void jobs.put(job)).catch(() => this.unsafe.add(job.id));
    }

    /** Writes only what changed, and never brings back a job that another tab has deleted. */
    async update(job, changes) {
      Object.assign(job, changes);
      if (this.unsafe.has(job.id)) return this.add(job);
      const merge = (jobs) =>
        void (jobs.get(job.id).onsuccess = ({ target: { result: stored } }) =>
          stored && jobs.put(Object.assign(stored, changes)));
      await this.#save(job, merge).catch(() => this.#memory.set(job.id, job));
    }

    async remove(id) {
      this.#memory.delete(id);
      this.unsafe.delete(id);
      await this.#transact("readwrite", (jobs) => void jobs.delete(id)).catch(() => {});
      this.#lastRead = this.#lastRead.filter((job) => job.id !== id);
    }

    async #save(job, work) {
      await this.#transact("readwrite", work);
      this.#memory.delete(job.id);
      this.unsafe.delete(job.id);
    }

    /** Phones drop the connection of a sleeping page: reopen once. */
    async #transact(mode, work) {
      const run = async () => this.#run(await (this.#opening ??= openDatabase()), mode, work);
      return run().catch(() => {
        this.#opening = null;
        return run();
      });
    }

    #run(database, mode, work) {
      return new Promise((resolve, reject) => {
        const transaction = database.transaction("send_queue", mode, { durability: "strict" });
        const request = work(transaction.objectStore("send_queue"));
        transaction.oncomplete = () => resolve(request?.result);
        transaction.onabort = () => reject(transaction.error);
      });
    }
  }

  function openDatabase() {
    return new Promise((resolve, reject) => {
      setTimeout(reject, 3 * SECOND, new Error("IndexedDB does not answer")); // a known Safari illness
      const request = indexedDB.open("autoservice", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("send_queue", { keyPath: "id" });
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.onversionchange = () => request.result.close();
        resolve(request.result);
      };
    });
  }

  // ------------------------------------------------------------------ state

  const store = new JobStore();
  const views = new Set(); // connected <send-queue> elements
  const forms = new Map(); // job id -> {form, submitter} while the form still holds the values of the job
  const sent = new Map(); // job id -> job, shown for a moment
  const channel = "BroadcastChannel" in window ? new BroadcastChannel(LOCK) : null;
  let isLoaded = false; // until then pending="0" would be a lie
  let jobs = []; // what the store held when last read, all owners
  let sendingId = null; // in this tab or, as announced, in another one
  let lastOwner = "";
  let wokenAt = Date.now(); // jobs tried before this moment are due again

  function currentOwner() {
    for (const view of views) return view.getAttribute("owner") ?? "";
    return null;
  }

  const mine = () => jobs.filter((job) => job.owner === currentOwner());
  const render = () => isLoaded && views.forEach((view) => view.render());

  async function refresh() {
    const before = jobs;
    jobs = await store.all();
    isLoaded = true;
    const isGone = (job) => job.state === "pending" && !jobs.some((other) => other.id === job.id);
    before.filter(isGone).forEach(releaseForm); // another tab was faster
    render();
  }

  async function changed() {
    channel?.postMessage({ sendingId });
    await refresh();
  }

  /** The page may be drawn, and used, before it knows who is signed in. */
  async function ownerChanged() {
    await loaded;
    lastOwner = currentOwner() ?? lastOwner;
    const orphans = lastOwner ? jobs.filter((job) => !job.owner && job.createdAt >= performance.timeOrigin) : [];
    for (const job of orphans) await store.update(job, { owner: lastOwner });
    await (orphans.length ? changed() : refresh());
    pump();
  }

  // ------------------------------------------------------- from form to job

  const actionOf = (form) => {
    const url = new URL(form.getAttribute("action") || "", location.href); // form.action may be an input's name
    return url.origin === location.origin ? url.pathname + url.search : url.href;
  };

  function entriesOf({ form, submitter }) {
    const entries = [...new FormData(form)].filter(([, value]) => value.name !== "" || value.size); // no file chosen
    return submitter?.name ? [...entries, [submitter.name, submitter.value]] : entries;
  }

  function signatureOf(source) {
    const describe = ([name, value]) =>
      value instanceof File ? [name, value.name, value.size, value.lastModified] : [name, value];
    return JSON.stringify([actionOf(source.form), ...entriesOf(source).map(describe)]);
  }

  function toNumber(text) {
    const number = Number(text.trim().replace(",", "."));
    if (!text.trim()) return null;
    return Number.isNaN(number) ? text : number; // let the server say what is wrong with it
  }

  const typedByHand = (field) =>
    field.name && field.value && (field.tagName === "TEXTAREA" || ["text", "search", "number"].includes(field.type));

  /** Synchronous: the form may be gone a moment later. */
  function jobFrom(source) {
    const fields = [...source.form.elements];
    const entries = entriesOf(source);
    const kind = fields.some((field) => field.type === "file") ? "multipart" : "json";
    const isNumber = (name) => kind === "json" && fields.some((f) => f.name === name && f.dataset.type === "number");
    return {
      id: uuid(),
      url: actionOf(source.form),
      kind,
      fields: entries
        .filter(([, value]) => typeof value === "string")
        .map(([name, value]) => [name, isNumber(name) ? toNumber(value) : value]),
      files: entries
        .filter(([, value]) => typeof value !== "string")
        .map(([name, blob]) => ({ name, blob, filename: blob.name })),
      label: source.form.dataset.label || source.submitter?.textContent.trim() || "",
      excerpt: fields.filter(typedByHand).map((field) => field.value).join(" · ").slice(0, 200),
      signature: signatureOf(source),
      owner: currentOwner() ?? lastOwner,
      state: "pending",
      createdAt: Date.now(),
      attempts: 0, // ever
      streak: 0, // since the last reason to hope: drives the backoff
      cuts: 0, // uploads of a big file that the server broke off
      triedAt: 0,
      nextAt: 0,
      notBefore: 0, // Retry-After
    };
  }

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // http on a LAN address
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  }

  async function enqueue(source) {
    const job = jobFrom(source);
    await loaded;
    if (source.form.hasAttribute("data-pending-lock") && isRepeated(job)) return;
    const superseded = jobs.filter((old) => old.state === "failed" && formOf(old) === source.form);
    job.createdAt = Math.max(job.createdAt, ...jobs.map((old) => old.createdAt + 1)); // FIFO even if the clock jumps
    jobs.push(job); // no await since isRepeated: the second tap finds it
    forms.set(job.id, source);
    await store.add(job);
    for (const old of superseded) await forget(old);
    if (sendingId || nextDue()?.id !== job.id) releaseForm(job); // has to wait, and is stored safely
    await changed();
    pump();
  }

  function isRepeated(job) {
    const same = (other) => other.signature === job.signature && other.owner === job.owner;
    const justSent = [...sent.values()].filter((other) => Date.now() - other.triedAt < DOUBLE_TAP);
    return [...jobs.filter((other) => other.state === "pending"), ...justSent].some(same);
  }

  // ----------------------------------------------------- the form of a job

  /** The form in which the values of this job can still be corrected. */
  function formOf(job) {
    const form = forms.get(job.id)?.form;
    return form?.isConnected && actionOf(form) === job.url ? form : null;
  }

  const stillHolds = (source, job) => signatureOf(source) === job.signature;

  /** Empties the form, unless the person has already typed something new. */
  function releaseForm(job) {
    const source = forms.get(job.id);
    forms.delete(job.id);
    if (source && stillHolds(source, job)) source.form.reset();
  }

  /** A form that submits by itself has no button to try again: its card gets Retry and the form is freed. */
  function keepOrReleaseForm(job) {
    const source = forms.get(job.id);
    const keeps = source && stillHolds(source, job) && !source.form.querySelector("[data-autosubmit]");
    if (!keeps) releaseForm(job);
  }

  async function forget(job) {
    forms.delete(job.id);
    await store.remove(job.id);
  }

  async function discard(job) {
    await forget(job);
    await changed();
    pump();
  }

  /** The form may have left the page while its card stayed: then the card has the only copy. */
  const dismiss = (job) => (formOf(job) ? discard(job) : render());

  async function retry(job) {
    forms.delete(job.id);
    await store.update(job, { state: "pending", streak: 0, cuts: 0, triedAt: 0, nextAt: 0, notBefore: 0 });
    await changed();
    pump();
  }

  // ---------------------------------------------------------- one attempt

  async function fetchWithin(limit, url, options) {
    const abort = new AbortController();
    const timer = setTimeout(() => abort.abort(), limit);
    try {
      return await readAnswer(await fetch(url, { ...options, signal: abort.signal }));
    } catch {
      return { status: 0, cut: !abort.signal.aborted };
    } finally {
      clearTimeout(timer);
    }
  }

  /** A page of HTML instead of an answer comes from a captive portal or a proxy, not from our API. */
  async function readAnswer(response) {
    const type = response.headers.get("Content-Type") || "";
    const foreign = response.status !== 204 && type.includes("text/html");
    if (response.ok) return { status: foreign ? 0 : response.status, reached: true };
    const problem = type.includes("json") ? await response.json().catch(() => null) : null;
    const detail = [problem?.detail, problem?.title].find((text) => text && typeof text === "string");
    return { status: response.status, detail, retryAfter: retryAfter(response), reached: true };
  }

  function retryAfter(response) {
    const value = response.headers.get("Retry-After");
    const wait = /^\d+$/.test(value ?? "") ? value * SECOND : Date.parse(value) - Date.now();
    return Math.min(Math.max(wait || 0, 0), 3600 * SECOND);
  }

  function bodyOf(job) {
    const form = new FormData();
    const object = Object.create(null);
    for (const [name, value] of job.fields) {
      form.append(name, value);
      object[name] = name in object ? [].concat(object[name], value) : value; // checkboxes of one name: a list
    }
    for (const file of job.files) form.append(file.name, file.blob, file.filename);
    return job.kind === "json" ? JSON.stringify(object) : form;
  }

  function headersOf(job) {
    const headers = { Accept: "application/json, application/problem+json", "Idempotency-Key": job.id };
    const language = document.querySelector("send-queue")?.closest("[lang]")?.lang; // of the page as it is shown
    if (language) headers["Accept-Language"] = language;
    if (job.owner) headers["X-Queue-Owner"] = encodeURIComponent(job.owner);
    if (job.kind === "json") headers["Content-Type"] = "application/json";
    return headers;
  }

  /** The access token may be over by now: on a phone that slept, or on a clock that is wrong. */
  async function attempt(job) {
    await window.autoserviceSession.fresh();
    const answer = await send(job);
    return answer.status === 401 && (await window.autoserviceSession.renew()) ? send(job) : answer;
  }

  function send(job) {
    const options = { method: "POST", credentials: "same-origin", headers: headersOf(job), body: bodyOf(job) };
    return fetchWithin(TIMEOUT[job.kind], job.url, options);
  }

  // -------------------------------------------------------------- outcomes

  async function settle(job, answer) {
    const streak = job.triedAt < wokenAt ? 0 : job.streak;
    const tried = { status: answer.status, attempts: job.attempts + 1, triedAt: Date.now(), streak: streak + 1 };
    if (isCutOff(job, answer) && (await isServerThere())) tried.cuts = job.cuts + 1;
    Object.assign(job, tried);
    if (answer.status >= 200 && answer.status < 300) await succeed(job);
    else if (isPermanent(answer.status) || job.cuts >= BIG_FILE_CUTS) await fail(job, tried, answer);
    else await postpone(job, tried, answer);
  }

  const isPermanent = (status) => status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);

  async function succeed(job) {
    sent.set(job.id, job);
    setTimeout(() => sent.delete(job.id) && render(), SENT_SHOWN);
    await store.remove(job.id);
    releaseForm(job);
    announce("sent", job);
  }

  async function fail(job, tried, answer) {
    keepOrReleaseForm(job);
    await store.update(job, { ...tried, state: "failed", detail: answer.detail?.slice(0, 500) });
    announce("failed", job);
  }

  async function postpone(job, tried, answer) {
    const now = Date.now();
    const backoff = Math.min(SECOND * 2 ** (job.streak - 1) * (1 + Math.random() / 4), BACKOFF_MAX);
    const nextAt = now + (answer.status === 401 ? BACKOFF_MAX : backoff);
    const notBefore = answer.retryAfter ? now + answer.retryAfter : 0;
    await store.update(job, { ...tried, nextAt, notBefore });
    releaseForm(job);
  }

  /** Servers break off an upload over their limit; that only means something while they can be reached at all. */
  function isCutOff(job, answer) {
    return answer.cut && job.files.reduce((sum, file) => sum + file.blob.size, 0) > BIG_FILE;
  }

  async function isServerThere() {
    const probe = await fetchWithin(TIMEOUT.json, PROBE_URL, { method: "HEAD", cache: "no-store" });
    return Boolean(probe.reached);
  }

  function announce(what, { id, url, status }) {
    document.dispatchEvent(new CustomEvent(`send-queue:${what}`, { detail: { id, url, status } }));
  }

  // ------------------------------------------------------------- the queue

  const laneOf = (job) => job.url.match(/^\/api\/[^/?]+\/[^/?]+/)?.[0] ?? job.url;

  function dueAt(job) {
    if (job.triedAt > Date.now()) return 0; // the clock of the phone was set back
    return Math.max(job.notBefore, job.triedAt < wokenAt ? 0 : job.nextAt);
  }

  /** The first pending job of each lane: those behind it must not overtake. */
  function laneHeads() {
    const heads = new Map();
    for (const job of mine()) {
      if (job.state === "pending" && !heads.has(laneOf(job))) heads.set(laneOf(job), job);
    }
    return [...heads.values()];
  }

  const nextDue = () => laneHeads().find((job) => dueAt(job) <= Date.now());

  async function sendNext() {
    await refresh(); // inside the lock: another tab may have sent it
    const job = nextDue();
    if (!job) return "idle";
    sendingId = job.id;
    channel?.postMessage({ sendingId });
    render();
    try {
      await settle(job, await attempt(job));
    } finally {
      sendingId = null;
    }
    await changed();
    return "more";
  }

  let pumping = false;
  let timer = null;

  async function pump() {
    if (pumping) return; // the loop below, or its timer, finds the new job
    pumping = true;
    let state = "more";
    while (state === "more") state = await exclusively(sendNext).catch(asBusy);
    pumping = false;
    if (state === "busy") [...forms.keys()].forEach(releaseIfPending);
    schedule(state === "busy" ? SECOND : 0);
  }

  function asBusy(error) {
    if (error.name !== "AbortError") console.error("send-queue", error); // AbortError: another tab stole the lock
    return "busy";
  }

  function releaseIfPending(id) {
    const job = jobs.find((other) => other.id === id);
    if (job?.state === "pending") releaseForm(job);
  }

  function schedule(atLeast) {
    clearTimeout(timer);
    const times = laneHeads().map((job) => dueAt(job) - Date.now());
    if (times.length) timer = setTimeout(pump, Math.max(Math.min(...times), atLeast));
  }

  function wake() {
    wokenAt = Date.now();
    pump();
  }

  // ----------------------------------------------------- one tab at a time

  let busySince = 0;

  /** Runs the task unless another tab is sending. A lock held by a page that sleeps is stolen in the end. */
  function exclusively(task) {
    if (!navigator.locks) return withLease(task);
    const stale = busySince && Date.now() - busySince > LOCK_STALE;
    return navigator.locks.request(LOCK, stale ? { steal: true } : { ifAvailable: true }, (lock) => {
      busySince = lock ? 0 : busySince || Date.now();
      return lock ? task() : "busy";
    });
  }

  const TAB = uuid();

  /** Web Locks need a secure context; on plain http a timestamp in localStorage does. */
  async function withLease(task) {
    if (!takeLease()) return "busy";
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 30)); // two tabs at the same instant
    if (!takeLease()) return "busy";
    const heartbeat = setInterval(takeLease, LEASE / 3);
    try {
      return await task();
    } finally {
      clearInterval(heartbeat);
      dropLease();
    }
  }

  function takeLease() {
    try {
      const lease = JSON.parse(localStorage.getItem(LOCK));
      if (lease && lease.tab !== TAB && Math.abs(lease.at - Date.now()) < LEASE) return false;
      localStorage.setItem(LOCK, JSON.stringify({ tab: TAB, at: Date.now() }));
    } catch {
      // no localStorage: the server is idempotent
    }
    return true;
  }

  function dropLease() {
    try {
      if (JSON.parse(localStorage.getItem(LOCK))?.tab === TAB) localStorage.removeItem(LOCK);
    } catch {
      // as above
    }
  }

  // --------------------------------------------------------------- drawing

  const CSS = `
    :host { display: block; }
    :host([hidden]) { display: none; }
    * { box-sizing: border-box; margin: 0; }
    [role=status] { display: grid; gap: .5rem; font: 400 .875rem/1.35 system-ui, sans-serif; }
    [role=status]:empty { display: none; }
    article { display: grid; grid-template-columns: 1fr auto; gap: .25rem .75rem; align-items: center;
      padding: .5rem .75rem; border: 1px solid var(--color-border, GrayText); border-left: 4px solid var(--tone);
      border-radius: .5rem; background: var(--color-surface, Canvas); color: var(--color-text, CanvasText); }
    article { --tone: var(--color-muted, GrayText); }
    article.sending, article.sent { --tone: var(--color-accent, #2563eb); }
    article.failed, .warning { --tone: var(--color-danger, #dc2626); }
    .text { min-width: 0; overflow-wrap: anywhere; }
    .label { font-weight: 600; }
    .state { color: var(--color-muted, GrayText); }
    .failed .state, .warning { color: var(--tone); }
    .sent .state::before { content: "✓ "; }
    .excerpt { margin-top: .25rem; white-space: pre-wrap; }
    .preview { width: 3.5rem; height: 3.5rem; object-fit: cover; border-radius: .375rem; }
    .actions { grid-column: 1 / -1; display: flex; flex-wrap: wrap; gap: .5rem; }
    button { min-height: 44px; min-width: 44px; padding: 0 1rem; font: inherit; font-weight: 600; cursor: pointer;
      color: inherit; background: transparent; border: 1px solid var(--color-border, GrayText); border-radius: .5rem; }
    button.retry { color: var(--color-accent, #2563eb); border-color: currentColor; }
    button:focus-visible { outline: 2px solid var(--color-accent, #2563eb); outline-offset: 2px; }
  `;

  function addStyles(root) {
    try {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      root.adoptedStyleSheets = [sheet];
    } catch {
      root.append(element("style", "", CSS));
    }
  }

  function element(tag, className, text = "") {
    return Object.assign(document.createElement(tag), { className, textContent: text });
  }

  /** What a card shows, as data: a card is redrawn, and read aloud, only when this changes. */
  function faceOf(job, say) {
    if (sent.has(job.id)) return { tone: "sent", state: say("sent"), actions: [] };
    if (job.state === "failed") return failedFace(job, say);
    const stalled = jobs.some((other) => other.state === "pending" && other.attempts && other.owner === job.owner);
    const waits = job.id !== sendingId && stalled;
    const stuck = waits && job.status >= 500 && job.attempts >= STUCK_ATTEMPTS;
    return {
      tone: waits ? "pending" : "sending",
      state: say(job.status === 401 ? "signin" : waits ? "pending" : "sending"),
      actions: stuck ? ["retry", "discard"] : [],
    };
  }

  function failedFace(job, say) {
    const tooLarge = job.cuts >= BIG_FILE_CUTS || job.status === 413;
    return {
      tone: "failed",
      state: job.detail || say(tooLarge ? "toolarge" : "failed"),
      excerpt: job.excerpt,
      preview: job.files.some(isImage),
      filename: job.files.map((file) => file.filename).join(", "),
      actions: formOf(job) ? ["dismiss"] : ["retry", "discard"],
    };
  }

  const isImage = (file) => file.blob.type.startsWith("image/");
  const ACTIONS = { retry, discard, dismiss };

  class SendQueue extends HTMLElement {
    // No properties named like attributes: React would set those instead of the attributes.
    static observedAttributes = ["owner", ...Object.keys(TEXTS).map((name) => `text-${name}`)];
    #list = element("div", "");
    #cards = new Map(); // job id -> {node, face, previewUrl}
    #warning = element("p", "warning");

    constructor() {
      super();
      const root = this.attachShadow({ mode: "open" });
      addStyles(root);
      this.#list.setAttribute("role", "status");
      this.#list.setAttribute("aria-live", "polite");
      root.append(this.#list);
    }

    connectedCallback() {
      views.add(this);
      ownerChanged();
    }

    disconnectedCallback() {
      views.delete(this);
      for (const id of [...this.#cards.keys()]) this.#removeCard(id);
      for (const count of ["pending", "failed"]) this.removeAttribute(count); // not known any more
    }

    attributeChangedCallback(name, before, after) {
      if (before === after || !views.has(this)) return;
      if (name === "owner") ownerChanged();
      else render();
    }

    render() {
      const own = mine().filter((job) => !sent.has(job.id));
      const shown = [...own, ...[...sent.values()].filter((job) => job.owner === currentOwner())];
      shown.sort((a, b) => a.createdAt - b.createdAt);
      this.setAttribute("pending", own.filter((job) => job.state === "pending").length);
      this.setAttribute("failed", own.filter((job) => job.state === "failed").length);
      for (const id of [...this.#cards.keys()]) if (!shown.some((job) => job.id === id)) this.#removeCard(id);
      shown.forEach((job, index) => this.#place(this.#card(job), index));
      this.#warn(own.some((job) => store.unsafe.has(job.id)));
    }

    #say = (name) => this.getAttribute(`text-${name}`) || TEXTS[name];

    #place(node, index) {
      const there = this.#list.children[index] ?? null;
      if (there !== node) this.#list.insertBefore(node, there);
    }

    #warn(needed) {
      const text = needed ? this.#say("volatile") : "";
      if (this.#warning.textContent !== text) this.#warning.textContent = text;
      if (!needed) this.#warning.remove();
      else if (this.#list.lastChild !== this.#warning) this.#list.append(this.#warning);
    }

    #card(job) {
      const face = faceOf(job, this.#say);
      const key = JSON.stringify(face);
      const old = this.#cards.get(job.id);
      if (old?.key === key) return old.node;
      const card = { key, ...this.#draw(job, face) };
      old?.node.replaceWith(card.node);
      if (old?.previewUrl) URL.revokeObjectURL(old.previewUrl);
      this.#cards.set(job.id, card);
      return card.node;
    }

    #removeCard(id) {
      const { node, previewUrl } = this.#cards.get(id);
      node.remove();
      if (previewUrl) URL.revokeObjectURL(previewUrl);
      this.#cards.delete(id);
    }

    #draw(job, face) {
      const node = element("article", face.tone);
      const text = element("div", "text");
      text.append(element("div", "label", job.label), element("div", "state", face.state));
      if (face.excerpt) text.append(element("div", "excerpt", face.excerpt));
      if (face.filename) text.append(element("div", "excerpt", face.filename));
      node.append(text);
      const previewUrl = face.preview ? URL.createObjectURL(job.files.find(isImage).blob) : null;
      if (previewUrl) node.append(preview(previewUrl));
      if (face.actions.length) node.append(this.#buttons(job, face.actions));
      return { node, previewUrl };
    }

    #buttons(job, actions) {
      const row = element("div", "actions");
      for (const name of actions) {
        const button = element("button", name, this.#say(name));
        button.type = "button";
        button.addEventListener("click", () => ACTIONS[name](jobs.find((other) => other.id === job.id) ?? job));
        row.append(button);
      }
      return row;
    }
  }

  function preview(url) {
    const image = element("img", "preview");
    image.addEventListener("error", () => image.remove()); // HEIC, or a CSP without blob:
    return Object.assign(image, { src: url, alt: "" });
  }

  // ---------------------------------------------------------------- wiring

  function onSubmit(event) {
    const form = event.target;
    if (!form.matches?.("form[data-queued]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    enqueue({ form, submitter: event.submitter });
  }

  function onChange({ target: input }) {
    if (!input.matches?.("input[type=file][data-autosubmit]") || !input.files.length) return;
    if (!input.form?.matches("form[data-queued]")) return;
    if (input.form.requestSubmit) input.form.requestSubmit();
    else if (input.form.reportValidity()) enqueue({ form: input.form });
  }

  function onMessage({ data }) {
    sendingId = data.sendingId;
    refresh().then(() => schedule(0));
  }

  document.addEventListener("submit", onSubmit, true);
  document.addEventListener("change", onChange, true);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && wake());
  for (const name of ["online", "focus", "pageshow"]) window.addEventListener(name, wake);
  window.addEventListener("pagehide", dropLease);
  window.addEventListener("beforeunload", (event) => store.unsafe.size && event.preventDefault());
  channel?.addEventListener("message", onMessage);
  setInterval(() => forms.size && render(), SECOND); // React may have taken a form away

  const loaded = refresh();
  customElements.define("send-queue", SendQueue);
})();
