/**
 * What is kept on this phone in IndexedDB: circuits, the files that go with them, reports that wait
 * to be sent, and what an officer takes into the field and brings back.
 *
 * Pages and the service worker read the same store. No update of the site touches it: only taking a
 * circuit along, its freshness and its removal change what is in it, and writing and sending reports.
 *
 * @typedef {object} Kept a circuit on this phone, whole
 * @property {string} slug
 * @property {object} pointer as docs/editions.md has it
 * @property {object} document the edition
 * @property {object} calendar
 * @property {string[]} files addresses of what goes with it: images, the basemap
 * @property {number} bytes of all of it
 * @property {number} takenAt milliseconds since 1970
 * @property {number} calendarAt when the calendar was fetched
 * @property {boolean} [withdrawn] the circuit is not published any more
 *
 * @typedef {object} Underway a circuit that is being fetched: what there is of it so far
 * @property {string} slug
 * @property {object} pointer
 * @property {object} [document]
 * @property {object} [calendar]
 *
 * @typedef {object} File a file on this phone
 * @property {string} url
 * @property {string} type
 * @property {number} bytes in all
 * @property {number} parts that there are; from the first on, without a gap
 * @property {boolean} complete
 */

const NAME = "kept";
const VERSION = 3;

/** Files come and lie in parts of this size: a few seconds of a bad network, and a quick read. */
export const PART_BYTES = 65_536;

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** Open the database, once for all. */
function database() {
  opened ??= open(VERSION)
    .catch((error) => {
      // A page of a newer version has been here, as after a deploy under a walk. Versions only ever
      // add tables, so that an older page and its service worker go on with what they know.
      if (error.name !== "VersionError") throw error;
      return open();
    })
    .catch((error) => {
      opened = null;
      throw error;
    });
  return opened;
}

/** Open the database in a version, with all tables of that; in the version it has where none is given. */
function open(version) {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, version);
    request.onupgradeneeded = () => {
      const tables = request.result.objectStoreNames;
      const make = (name, options) => tables.contains(name) || request.result.createObjectStore(name, options);
      make("circuits", { keyPath: "slug" });
      make("underway", { keyPath: "slug" });
      make("files", { keyPath: "url" });
      make("parts"); // by [url, number]
      make("reports", { keyPath: "id" }); // since version 2
      make("survey", { keyPath: "id" }); // since version 3, and so is the next
      make("observations", { keyPath: "id" });
    };
    request.onsuccess = () => {
      // A page of a newer version may want to change the tables; a browser may clear them.
      request.result.onversionchange = () => close(request.result);
      request.result.onclose = () => (opened = null);
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
}

function close(connection) {
  connection.close();
  opened = null;
}

/** Wait for the answer to a request. */
function answer(request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Read one record.
 *
 * @param {"circuits" | "underway" | "files" | "parts" | "reports" | "survey" | "observations"} table
 * @param {IDBValidKey} key
 * @returns {Promise<any>} undefined where there is none
 */
export async function read(table, key) {
  const connection = await database();
  return answer(connection.transaction(table).objectStore(table).get(key));
}

/**
 * Read all records of a table.
 *
 * @param {"circuits" | "underway" | "files" | "reports" | "survey" | "observations"} table
 * @returns {Promise<any[]>}
 */
export async function readAll(table) {
  const connection = await database();
  return answer(connection.transaction(table).objectStore(table).getAll());
}

/**
 * Change several tables, or none of them where something fails.
 *
 * @param {string[]} tables
 * @param {(table: (name: string) => IDBObjectStore) => void} work
 * @returns {Promise<void>} kept when it is on the disk
 */
export async function change(tables, work) {
  const connection = await database();
  const transaction = connection.transaction(tables, "readwrite", { durability: "strict" });
  const done = new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new DOMException("Aborted", "AbortError"));
  });
  work((name) => transaction.objectStore(name));
  await done;
}

/** All parts of a file, as a range of keys. */
export function partsOf(url) {
  return IDBKeyRange.bound([url, 0], [url, Infinity]);
}

/**
 * Take files away that no circuit on this phone needs any more, in a transaction on all tables.
 *
 * @param {(table: (name: string) => IDBObjectStore)} table
 * @param {string[]} urls
 */
export function dropFiles(table, urls) {
  for (const url of urls) {
    table("files").delete(url);
    table("parts").delete(partsOf(url));
  }
}
