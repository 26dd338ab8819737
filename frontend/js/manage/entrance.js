/**
 * Propose the spot of the nearest street for an entrance: when asked, and after it was dragged. The
 * officer decides.
 */

/**
 * Put the button under the map of an entrance to work.
 *
 * @param {ReturnType<import("./map_field.js").drawMap>} map of the field of the entrance
 */
export function offerStreet({ field, map, text, data, shapes }) {
  const { L } = window;
  const row = field.querySelector("[data-street]");
  if (!row) return;
  const answer = row.querySelector("[data-street-answer]");
  const take = row.querySelector("[data-street-take]");
  const spot = L.layerGroup().addTo(map);
  let asked = new AbortController();
  let proposed = "";

  function forget() {
    asked.abort();
    proposed = "";
    take.hidden = true;
    answer.textContent = "";
    spot.clearLayers();
  }

  function setThere() {
    const position = proposed;
    forget();
    text.value = position;
    text.dispatchEvent(new Event("change", { bubbles: true }));
  }

  async function ask({ atOnce }) {
    forget();
    asked = new AbortController();
    const position = text.value.trim() || document.getElementById("id_geometry")?.value.trim() || "";
    let found;
    try {
      const url = `${data.entrance}?${new URLSearchParams({ position })}`;
      const response = await fetch(url, { signal: asked.signal });
      if (!response.ok) throw new Error(response.statusText);
      found = await response.json();
    } catch (error) {
      if (error.name !== "AbortError") answer.textContent = data.words.noAnswer;
      return;
    }
    answer.textContent = found.sentence;
    if (!found.position) return;
    proposed = found.position;
    if (atOnce) {
      setThere();
      answer.textContent = found.sentence;
      return;
    }
    take.hidden = false;
    const at = found.position.split(",").map(Number);
    spot.addLayer(L.circleMarker(at, { radius: 9, className: "position-beside", weight: 3, interactive: false }));
  }

  row.hidden = false;
  row.querySelector("[data-street-ask]").addEventListener("click", () => ask({ atOnce: true }));
  take.addEventListener("click", setThere);
  text.addEventListener("change", forget);
  shapes.on("dragged", () => ask({ atOnce: false }));
}
