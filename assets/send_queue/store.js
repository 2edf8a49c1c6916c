/**
 * Items on disk (IndexedDB "autoservice"): what they are in "send_queue", the bytes of their files in
 * "send_queue_files". What the disk refuses is held in memory, so that an item is sent even then.
 *
 * Bytes, not File objects: a phone may drop the file behind a File object while the item waits.
 */
const ITEMS = "send_queue";
const FILES = "send_queue_files";
const PATIENCE = 3000;

export class ItemStore {
  #opening = null;
  #memory = new Map(); // id -> item: newer than the disk, or not on it yet
  #bytes = new Map(); // id -> bytes of its files, while they are not on the disk
  #writes = new Map(); // id -> the first write of an item, while it is under way
  #lastRead = [];
  unsafe = new Set(); // ids that exist in memory only

  async all() {
    this.#lastRead = await this.#transact("readonly", (items) => items.getAll()).catch(() => this.#lastRead);
    const merged = new Map([...this.#lastRead, ...this.#memory.values()].map((item) => [item.id, item]));
    return [...merged.values()].sort((a, b) => a.createdAt - b.createdAt);
  }

  /** Resolves once the item is on the disk, or is known not to be. Until then memory has it. */
  add(item, bytes) {
    this.#memory.set(item.id, item);
    this.#bytes.set(item.id, bytes);
    const put = (items, files) => {
      items.put(item);
      if (bytes.length) files.put({ id: item.id, bytes });
    };
    const write = this.#save(item, put).catch(() => void this.unsafe.add(item.id));
    this.#writes.set(item.id, write);
    return write.finally(() => this.#writes.delete(item.id));
  }

  /** Writes only what changed, and never brings back an item that another tab has deleted. */
  async update(item, changes) {
    Object.assign(item, changes);
    await this.#writes.get(item.id);
    if (this.unsafe.has(item.id)) return this.add(item, this.#bytes.get(item.id) ?? []);
    const merge = (items) =>
      void (items.get(item.id).onsuccess = ({ target: { result: stored } }) =>
        stored && items.put(Object.assign(stored, changes)));
    await this.#save(item, merge).catch(() => this.#memory.set(item.id, item));
  }

  /** Waits for the first write: it must not bring the item back. */
  async remove(id) {
    await this.#writes.get(id);
    this.#forget(id);
    const erase = (items, files) => {
      items.delete(id);
      files.delete(id);
    };
    await this.#transact("readwrite", erase).catch(() => {});
    this.#lastRead = this.#lastRead.filter((item) => item.id !== id);
  }

  /** The bytes of an item's files. */
  async bytesOf(item) {
    if (this.#bytes.has(item.id) || !item.files.length) return this.#bytes.get(item.id) ?? [];
    const found = await this.#transact("readonly", (items, files) => files.get(item.id));
    return found?.bytes ?? [];
  }

  /** Former versions kept File objects in the items. Those that cannot be read any more become "unreadable". */
  async adopt() {
    for (const item of await this.all()) {
      if (!item.files.some((file) => file.blob)) continue;
      const bytes = await readAll(item.files.map((file) => file.blob));
      const files = item.files.map(({ name, filename, blob }) => ({ name, filename, type: blob.type, size: blob.size }));
      Object.assign(item, { files, rejections: 0 }, bytes ? {} : { state: "failed", reason: "unreadable" });
      await this.add(item, bytes ?? []);
    }
  }

  #forget(id) {
    this.#memory.delete(id);
    this.#bytes.delete(id);
    this.unsafe.delete(id);
  }

  async #save(item, work) {
    await this.#transact("readwrite", work);
    this.#forget(item.id);
  }

  /** Phones drop the connection of a sleeping page: reopen once. */
  async #transact(mode, work) {
    const run = async () => runIn(await (this.#opening ??= openDatabase()), mode, work);
    return run().catch(() => {
      this.#opening = null;
      return run();
    });
  }
}

/** The bytes of all files, or null when one of them cannot be read. */
export function readAll(blobs) {
  return Promise.all(blobs.map((blob) => blob.arrayBuffer())).catch(() => null);
}

function runIn(database, mode, work) {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction([ITEMS, FILES], mode, { durability: "strict" });
    const request = work(transaction.objectStore(ITEMS), transaction.objectStore(FILES));
    transaction.oncomplete = () => resolve(request?.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

function openDatabase() {
  return new Promise((resolve, reject) => {
    setTimeout(reject, PATIENCE, new Error("IndexedDB does not answer")); // a known Safari illness
    const request = indexedDB.open("autoservice", 2);
    request.onupgradeneeded = () => createStores(request.result);
    request.onerror = () => reject(request.error);
    request.onsuccess = () => {
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
  });
}

function createStores(database) {
  for (const name of [ITEMS, FILES]) {
    if (!database.objectStoreNames.contains(name)) database.createObjectStore(name, { keyPath: "id" });
  }
}
