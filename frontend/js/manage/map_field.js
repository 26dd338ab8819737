/**
 * Put a map over the text field of a position: django-leaflet's, without inline scripts, and with the
 * site's own basemap in place of somebody's tiles.
 *
 * The text stays the field that is sent. What the map changes is written to it, and what somebody
 * types or pastes there is drawn.
 */

import { addGraticule } from "./graticule.js";
import { addLandmarks } from "./landmarks.js";
import { format, parse } from "./position.js";

const CLOSEST_ZOOM = 17;
const FARTHEST_ZOOM = 8;

/**
 * Draw the map of one field.
 *
 * @param {HTMLElement} field a `[data-map-field]` of templates/leaflet/map_field.html
 * @returns {{field: HTMLElement, map: L.Map, text: HTMLInputElement | HTMLTextAreaElement, data: object,
 *   shapes: L.FeatureGroup}} `shapes` tells of a point that was dragged or set by the event `dragged`
 */
export function drawMap(field) {
  const { L } = window;
  const text = field.querySelector(".map-field__text");
  const data = JSON.parse(field.querySelector("script").textContent);
  speak(L.drawLocal, data.words);
  L.Marker.prototype.options.icon = pin();
  L.Draw.Marker.prototype.options.icon = pin();

  const frame = field.querySelector(".map-field__map");
  frame.hidden = false;
  frame.id = `${text.id}-map`;
  frame.setAttribute("role", "group");
  frame.setAttribute("aria-label", data.words.map);
  const map = L.Map.djangoMap(frame.id, {
    djoptions: {
      center: data.centre,
      zoom: data.zoom,
      minzoom: FARTHEST_ZOOM,
      maxzoom: CLOSEST_ZOOM + 2,
      extent: data.bounds,
      layers: [],
      scale: "metric",
      attributionprefix: "",
    },
    callback: () => {},
  });
  addGraticule(map);
  if (data.ground) import("./ground.js").then(({ drawGround }) => drawGround(map, data.ground));
  const slug = document.querySelector("#id_slug, .field-slug .readonly");
  addLandmarks(map, data.places, slug?.value ?? slug?.textContent);

  const shapes = new (positionField(L))({
    fieldid: text.id,
    geom_type: data.geometryType,
    modifiable: data.modifiable,
    field_store_class: positionText(L),
  }).addTo(map);
  text.addEventListener("change", () => {
    shapes.drawnItems.clearLayers();
    shapes.load();
  });
  const accuracy = document.getElementById("id_position_accuracy_m");
  if (accuracy && text.name === "geometry") addHalo(map, shapes.drawnItems, accuracy);
  addBeside(map, shapes.drawnItems, data);
  return { field, map, text, data, shapes: shapes.drawnItems };
}

/** Show each map whose field is empty where another field of the page has its position. */
export function lookTheSameWay(fields) {
  const known = fields.find(({ text }) => text.value);
  if (!known) return;
  for (const { map, text } of fields) {
    if (!text.value) map.setView(known.map.getCenter(), known.map.getZoom());
  }
}

/** Return django-leaflet's field with points that one simply drags. */
function positionField(L) {
  return L.GeometryField.extend({
    _editionLayer() {
      const layers = L.GeometryField.prototype._editionLayer.call(this);
      if (this.options.modifiable) layers.on("layeradd", ({ layer }) => this._letDrag(layer));
      return layers;
    },

    _letDrag(layer) {
      if (!(layer instanceof L.Marker)) return;
      layer.dragging.enable();
      layer.on("dragend", () => {
        this.store.save(this.drawnItems);
        this.drawnItems.fire("dragged");
      });
    },

    addTo(map) {
      L.GeometryField.prototype.addTo.call(this, map);
      map.on("draw:created", () => this.drawnItems.fire("dragged"));
      map.on("draw:editstop draw:deletestop", () => {
        this.drawnItems.eachLayer((layer) => layer.dragging?.enable());
      });
      return this;
    },

    _controlDrawOptions() {
      const options = L.GeometryField.prototype._controlDrawOptions.call(this);
      if (!this.options.is_linestring && !this.options.is_polygon) options.edit.edit = false;
      return options;
    },

    _setView() {
      const bounds = this.drawnItems.getBounds();
      if (bounds.isValid()) this._map.fitBounds(bounds, { maxZoom: CLOSEST_ZOOM, animate: false });
    },
  });
}

/** Return django-leaflet's store, reading and writing what people type. */
function positionText(L) {
  return L.FieldStore.extend({
    _deserialize(text) {
      try {
        return L.GeoJSON.geometryToLayer(parse(text));
      } catch {
        return null; // the server says what is wrong with it
      }
    },

    _serialize(layers) {
      const text = L.FieldStore.prototype._serialize.call(this, layers);
      return text && format(JSON.parse(text));
    },
  });
}

/** Draw how far the real place may be from the point, as the form says it. */
function addHalo(map, shapes, accuracy) {
  const { L } = window;
  const halo = L.circle([0, 0], { className: "position-halo", interactive: false, weight: 1 });
  function draw() {
    const point = shapes.getLayers().find((layer) => layer instanceof L.Marker);
    const radius = Number(accuracy.value);
    if (!point || !radius) {
      halo.remove();
      return;
    }
    halo.setLatLng(point.getLatLng()).setRadius(radius).addTo(map);
  }
  accuracy.addEventListener("input", draw);
  shapes.on("layeradd layerremove dragged", draw);
  draw();
  if (map.hasLayer(halo)) map.fitBounds(halo.getBounds(), { animate: false });
}

/** Show what a position is to be seen together with: another shape, and how roughly it is known. */
function addBeside(map, shapes, { beside, accuracyM }) {
  const { L } = window;
  const point = shapes.getLayers().find((layer) => layer instanceof L.Marker);
  const around = L.featureGroup();
  if (point && accuracyM) {
    around.addLayer(L.circle(point.getLatLng(), { radius: accuracyM, className: "position-halo", interactive: false, weight: 1 }));
  }
  if (beside) {
    around.addLayer(
      L.geoJSON(beside, {
        interactive: false,
        style: { className: "position-beside", weight: 3 },
        pointToLayer: (_feature, at) => L.circleMarker(at, { radius: 9, className: "position-beside", weight: 3 }),
      }),
    );
  }
  if (!around.getLayers().length) return;
  around.addTo(map);
  map.fitBounds(around.getBounds().extend(shapes.getBounds()), { maxZoom: CLOSEST_ZOOM, animate: false });
}

function pin() {
  return window.L.divIcon({ className: "position-pin", iconSize: [28, 40], iconAnchor: [14, 40] });
}

/** Set the words of the drawing tools, which are named by their path. */
function speak(words, translated) {
  for (const [path, text] of Object.entries(translated)) {
    const keys = path.split(".");
    const last = keys.pop();
    const group = keys.reduce((part, key) => part?.[key], words);
    if (group) group[last] = text;
  }
}
