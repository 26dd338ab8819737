/**
 * Say things in the page's language, with the sentences that the page brought along.
 *
 * A text is a string with named gaps, `within %(distance)s`, or one such string for each of the
 * language's plural forms, by its name in CLDR: `{one: ..., other: ...}`.
 *
 * @typedef {string | Record<string, string>} Text
 */

const SPOKEN_M = 1000; // from here on people say kilometres

export class Words {
  /**
   * @param {Record<string, Text>} texts
   * @param {string} language of the page, BCP 47
   */
  constructor(texts, language) {
    this.texts = texts;
    this.plurals = new Intl.PluralRules(supported(language));
  }

  /**
   * Return a text with its gaps filled.
   *
   * @param {string} key
   * @param {Record<string, string | number>} [values] `count` chooses the plural form
   * @returns {string}
   */
  say(key, values = {}) {
    const text = this.texts[key];
    if (text === undefined) return "";
    if (typeof text === "string") return fill(text, values);
    return fill(text[this.plurals.select(values.count)] ?? text.other, values);
  }

  /**
   * Return a length as people say it: 80 m, 650 m, 2.4 km, 57 km. Same steps as on the server.
   *
   * @param {number} lengthM
   * @returns {string}
   */
  length(lengthM) {
    if (lengthM < SPOKEN_M) {
      const step = lengthM < 200 ? 10 : 50;
      const metres = Math.max(step, Math.round(lengthM / step) * step);
      if (metres < SPOKEN_M) return this.say("metres", { metres });
    }
    const kilometres = lengthM / 1000;
    const digits = kilometres.toFixed(kilometres < 10 ? 1 : 0);
    return this.say("kilometres", { kilometres: digits.replace(".", this.texts.decimal_mark) });
  }

  /**
   * Return a length of time as people say it: 25 min, 1 h, 2 h 10. Same steps as on the server.
   *
   * @param {number} durationS
   * @returns {string}
   */
  duration(durationS) {
    let whole = Math.max(1, Math.round(durationS / 60));
    if (whole >= 60) whole = Math.round(whole / 5) * 5;
    const [hours, minutes] = [Math.floor(whole / 60), whole % 60];
    if (!hours) return this.say("minutes", { minutes, count: minutes });
    const inHours = this.say("hours", { hours, count: hours });
    return minutes ? this.say("hours_minutes", { hours: inHours, minutes, count: minutes }) : inHours;
  }

  /**
   * Return a whole number of metres or kilometres, for a scale.
   *
   * @param {number} lengthM
   * @returns {string}
   */
  roundLength(lengthM) {
    if (lengthM < SPOKEN_M) return this.say("metres", { metres: lengthM });
    return this.say("kilometres", { kilometres: lengthM / 1000 });
  }

  /**
   * Return how well the position of a place is known.
   *
   * @param {object} properties of a place in the API
   * @returns {string}
   */
  quality({ quality, accuracy_m: accuracyM, area }) {
    const words = this.say(`quality_${quality}`);
    const radiusM = area ? area.radius_m : accuracyM;
    if (quality === "unlocated" && area) {
      return this.say("quality_in_area", { area: area.name, quality: words });
    }
    if (quality === "surveyed" || !radiusM) return words;
    const within = this.say("within", { distance: this.length(radiusM) });
    return this.say("quality_within", { quality: words, within });
  }
}

/**
 * Fill the gaps of a text; one without a value stays empty.
 *
 * @param {string} text
 * @param {Record<string, string | number>} values
 * @returns {string}
 */
export function fill(text, values) {
  return text.replace(/%\((\w+)\)0?(\d*)[sd]|%%/g, (gap, name, digits) =>
    name === undefined ? "%" : String(values[name] ?? "").padStart(Number(digits), "0"),
  );
}

/**
 * Return the locales to write dates in: those of Morocco, whose Arabic has French month names and
 * western digits.
 *
 * @param {string} language
 * @returns {string[]} by preference
 */
export function dateLocales(language) {
  return [`${language}-MA`, language, "fr"];
}

/** Return a language this browser knows the plurals of; Tamazight counts like French here. */
function supported(language) {
  return Intl.PluralRules.supportedLocalesOf([language]).at(0) ?? "fr";
}
