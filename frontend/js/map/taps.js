/**
 * Answer a tap on the map: with a card, or by going nearer.
 */

/**
 * Show what was tapped.
 *
 * @param {import("./chart.js").Hit | null} hit
 * @param {GeoJSON.Feature[]} features those that are drawn
 * @param {object} map
 * @param {import("./chart.js").Chart} map.chart
 * @param {import("./card.js").Card} map.card
 * @param {import("./words.js").Words} map.words
 * @param {(feature: GeoJSON.Feature | null) => void} map.choose mark a place as the chosen one
 * @param {(feature: GeoJSON.Feature) => void} map.open choose a place and show its card
 * @param {import("./way.js").Way} [map.way] legs of a circuit
 */
export async function answer(hit, features, { chart, card, words, choose, open, way }) {
  const showAll = (slugs) => {
    const found = features.filter(({ id }) => slugs.includes(id));
    if (found.length === 1) {
      open(found[0]);
    } else if (found.length) {
      choose(null);
      card.showPlaces({ title: words.say("same_spot", { count: found.length }) }, found);
    }
  };
  if (hit?.kind === "leg") {
    way?.open(hit.id);
    return;
  }
  way?.leave();
  if (!hit) {
    card.close();
  } else if (hit.kind === "cluster") {
    const { slugs, centre, zoom } = await chart.open(hit.id);
    if (zoom !== null) {
      chart.goTo({ centre, zoom });
      return;
    }
    showAll(slugs);
  } else if (hit.kind === "area") {
    const area = chart.areas.find(({ id }) => id === hit.id);
    if (!area) return;
    choose(null);
    card.showPlaces({ title: captionOf(area, words), note: noteOf(area, words) }, area.places);
  } else {
    showAll(hit.ids);
  }
}

/**
 * Return what an area says of itself.
 *
 * @param {import("./drawing.js").Area} area
 * @param {import("./words.js").Words} words
 * @returns {string}
 */
export function captionOf({ places, name }, words) {
  if (places.length > 1) return words.say("area_caption", { count: places.length, area: name });
  return words.say("area_caption_of_one", { name: places[0].properties.name, area: name });
}

function noteOf({ radiusM, furthestM }, words) {
  if (furthestM <= radiusM) return "";
  return words.say("further", { most: words.length(radiusM), furthest: words.length(furthestM) });
}
