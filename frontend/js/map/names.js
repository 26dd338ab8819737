/**
 * Choose the name of what lies on the basemap, in the page's language where it has one.
 */

/** Languages whose names are read where there is none in the page's own; `name` is what is tagged. */
const INSTEAD = { en: ["fr"], es: ["fr", "en"] };

/**
 * Return the MapLibre expression for a name. The basemap holds `name:fr` only where it differs from
 * `name`. In Morocco `name` is often Arabic: who reads English or Spanish gets the French name then.
 *
 * @param {string} language of the page
 * @returns {unknown[]}
 */
export function nameIn(language) {
  const languages = [language, ...(INSTEAD[language] ?? [])];
  return ["coalesce", ...languages.map((code) => ["get", `name:${code}`]), ["get", "name"], ""];
}
