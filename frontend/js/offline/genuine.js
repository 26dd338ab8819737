/**
 * Is what arrived what was published? An edition's name is a digest of what it says.
 */

const HASH_LENGTH = 16; // hexadecimal digits of a SHA-256

/**
 * Return the text that an edition's or a calendar's name is the digest of: the text as it came, with
 * sorted keys and no spaces, without the keys that were added to it afterwards.
 *
 * The text itself is cut, not written anew: numbers need not look the same in every language.
 *
 * @param {string} text
 * @param {string[]} [added] keys
 * @returns {string}
 */
export function withoutName(text, added = ["hash", "published_at", "version"]) {
  const content = JSON.parse(text);
  return added.reduce((rest, key) => {
    const pair = `${JSON.stringify(key)}:${JSON.stringify(content[key])}`;
    const at = rest.indexOf(pair);
    if (at < 0) return rest;
    const [before, after] = [rest.slice(0, at), rest.slice(at + pair.length)];
    return after.startsWith(",") ? before + after.slice(1) : before.replace(/,$/, "") + after;
  }, text);
}

/**
 * Return the first digits of a text's SHA-256; null where the browser has none, as on a page that did
 * not come over a secure connection.
 *
 * @param {string} text
 * @returns {Promise<string | null>}
 */
export async function digest(text) {
  if (!globalThis.crypto?.subtle) return null;
  const bytes = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  const digits = Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0"));
  return digits.join("").slice(0, HASH_LENGTH);
}

/**
 * Say whether a text is the one of a name; by its size where nothing better is to be had.
 *
 * @param {string} text as it came
 * @param {{hash: string, size_bytes: number}} promised
 * @returns {Promise<boolean>}
 */
export async function isGenuine(text, { hash, size_bytes: bytes }) {
  let content;
  try {
    content = JSON.parse(text);
  } catch {
    return false;
  }
  if (content?.hash !== hash) return false;
  const found = await digest(withoutName(text));
  return found ? found === hash : new TextEncoder().encode(text).length === bytes;
}
