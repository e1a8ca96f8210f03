// The map itself: sources and layers, the plan on top, cards and controls.

const REDUCED = matchMedia("(prefers-reduced-motion: reduce)").matches;
const OUTLIERS = 0.003; // share of points on each side that may lie off the map's first view
const EDGE = 32; // pixels round a tile that are drawn with it, more than half the widest line
const REACH = 6; // pixels round a click that count as on the line

function hasWebGL() {
  const canvas = document.createElement("canvas");
  return Boolean(canvas.getContext("webgl2") || canvas.getContext("webgl"));
}

function collection(features) {
  return { type: "FeatureCollection", features };
}

function feature(id, geometry, properties = {}) {
  return { type: "Feature", id, geometry, properties };
}

/** Areas, plan and labels as GeoJSON. */
function shapesOf(town) {
  return {
    areas: collection(areaFeatures(town)),
    plan: collection(town.options.map((option, row) => feature(row, {
      type: "MultiLineString", coordinates: option.segments.map((street) => town.drawn[street]),
    }))),
    marks: collection(town.options.map((option, row) =>
      feature(row, { type: "Point", coordinates: option.at }, { icon: `mark:${row + 1}` }))),
    labels: collection(town.labels.map(([name, lon, lat, angle, zoom], row) =>
      feature(row, { type: "Point", coordinates: [lon, lat] }, { icon: `name:${name}`, angle, zoom, row }))),
  };
}

/** The streets, each with the paint of a layer and half-hour: drawn so at once, not a second time. */
function streetsOf(town, { layer, slot }) {
  const colors = palette();
  const { paint } = LAYERS[layer];
  return collection(town.drawn.map((line, street) =>
    feature(street, { type: "LineString", coordinates: line }, paint(town, colors, street, slot))));
}

/** Each area's polygons, rings one after another, outer before inner; area -1 is what is not known. */
function areaFeatures(town) {
  const { points, moves, ring, total } = town.areas;
  const polygons = new Map();
  lines(points, moves, town.step).forEach((line, row) => {
    const [area, part] = ring[row];
    if (!polygons.has(part)) polygons.set(part, { area, rings: [] });
    polygons.get(part).rings.push(line);
  });
  return [...polygons.values()].map(({ area, rings }) =>
    feature(area, { type: "Polygon", coordinates: rings }, { area, total: total[area] ?? -1 }));
}

/** West-south and east-north corners of lines, without so large a share of points at each end. */
function boundsOf(drawn, left = 0) {
  const sorted = [0, 1].map((axis) => drawn.flatMap((line) => line.map((point) => point[axis])).sort((a, b) => a - b));
  const corner = (share) => sorted.map((values) => values[Math.round(share * (values.length - 1))]);
  return [corner(left), corner(1 - left)];
}

/** A colour for each class of recorded harm; an area that says too little is left clear. */
function harmColor(colors) {
  const steps = HARM_BREAKS.flatMap((limit, step) => [limit, colors.ramp[step + 1]]);
  return ["step", ["get", "total"], "rgba(0,0,0,0)", 0, colors.ramp[0], ...steps];
}

/** A figure that changes as one comes nearer: from afar, midway and near. */
function byZoom(far, midway, near) {
  return ["interpolate", ["linear"], ["zoom"], 12, far, 15, midway, 18, near];
}

/** Lines that widen as one comes nearer. */
function widths(width) {
  const at = (factor) => ["*", width, factor];
  return byZoom(at(0.7), at(1.2), at(2.5));
}

/** The layers of the style, the lowest first. */
function layersOf(colors) {
  // A street's own properties are its first paint; a paint set later goes before it.
  const now = (name) => ["coalesce", ["feature-state", name], ["get", name]];
  const line = (dashed) => ({
    "line-color": ["to-color", now("color")],
    "line-width": widths(["case", ["==", now("dashed"), dashed], now("width"), 0]),
    ...(dashed ? { "line-dasharray": [2, 1.6] } : {}),
  });
  // From afar no one sees whether ends are round, and plain ones are drawn in half the time.
  const nearby = (afar) => ["step", ["zoom"], afar, 15, "round"];
  const round = { "line-cap": nearby("butt"), "line-join": nearby("bevel") };
  return [
    { id: "ground", type: "background", paint: { "background-color": colors.ground } },
    { id: "unseen", type: "fill", source: "areas", filter: ["<", ["get", "area"], 0],
      layout: { visibility: "none" }, paint: { "fill-pattern": "hatch" } },
    { id: "areas", type: "fill", source: "areas", layout: { visibility: "none" },
      filter: [">=", ["get", "area"], 0],
      paint: { "fill-color": harmColor(colors) } },
    { id: "area-edges", type: "line", source: "areas", layout: { visibility: "none" },
      paint: { "line-color": colors.quiet, "line-width": 1, "line-opacity": byZoom(0.25, 0.6, 1) } },
    { id: "streets", type: "line", source: "streets", layout: round, paint: line(false) },
    { id: "dashed", type: "line", source: "streets", paint: line(true) },
    { id: "plan", type: "line", source: "plan", layout: { "line-join": "round" },
      paint: { "line-color": colors.plan, "line-width": byZoom(1.8, 2.4, 3), "line-gap-width": byZoom(2.5, 5, 12) } },
    { id: "labels", type: "symbol", source: "labels", filter: [">=", ["zoom"], ["get", "zoom"]],
      layout: { "icon-image": ["get", "icon"], "icon-rotate": ["get", "angle"], "icon-padding": 6,
        "icon-rotation-alignment": "map", "symbol-sort-key": ["get", "row"] } },
    { id: "marks", type: "symbol", source: "marks",
      layout: { "icon-image": ["get", "icon"], "icon-padding": 0, "symbol-sort-key": ["id"],
        "icon-allow-overlap": ["step", ["zoom"], false, 16, true] } },
  ];
}

function styleOf(town, shapes, state) {
  const source = (data) => ({ type: "geojson", data, maxzoom: 16, buffer: EDGE });
  const names = ["areas", "plan", "marks", "labels"];
  const sources = Object.fromEntries(names.map((name) => [name, source(shapes[name])]));
  sources.streets = source(streetsOf(town, state));
  return { version: 8, sources, layers: layersOf(palette()) };
}

/** A map that loads nothing, keeps north up and lets the page scroll. */
function newMap(town, shapes, state) {
  const map = new maplibregl.Map({
    container: "canvas", style: styleOf(town, shapes, state), bounds: boundsOf(town.drawn, OUTLIERS),
    fitBoundsOptions: { padding: 24 }, minZoom: 8, maxZoom: 19, renderWorldCopies: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, cooperativeGestures: true,
    fadeDuration: REDUCED ? 0 : 200,
    attributionControl: { compact: false, customAttribution: "© OpenStreetMap contributors" },
  });
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new maplibregl.NavigationControl({ showCompass: false }), "top-right");
  map.addControl(new maplibregl.ScaleControl({ unit: "metric" }), "bottom-left");
  map.on("styleimagemissing", ({ id }) => addImage(map, town, id));
  return map;
}

/** The card that opens beside the map; closing gives the focus back to where it was. */
function newCard(map) {
  const part = (id) => document.getElementById(id);
  let before = null;
  function fill(rows) {
    part("card-rows").replaceChildren(...rows.flatMap(([label, text]) => {
      const term = document.createElement("dt"), said = document.createElement("dd");
      term.textContent = label;
      said.textContent = text;
      return [term, said];
    }));
  }
  function open(title, rows) {
    before = document.activeElement;
    part("card-title").textContent = title;
    fill(rows);
    part("card").hidden = false;
    part("card").scrollTop = 0;
    part("card-title").focus({ preventScroll: true });
    // The list is far below the map on a phone: whoever opens a card there is brought to it.
    part("card").scrollIntoView({ block: "nearest", behavior: REDUCED ? "auto" : "smooth" });
  }
  function close() {
    if (part("card").hidden) return;
    part("card").hidden = true;
    const back = before && before !== document.body ? before : map.getCanvas();
    back.focus();
  }
  part("card-close").addEventListener("click", close);
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  return { open, fill };
}

/** The deeds of the page's controls; state is what the page shows now. */
function atlas(town, shapes, map, state) {
  const part = (id) => document.getElementById(id);
  const card = newCard(map);
  const relist = streetList(town, () => state.slot);
  let told; // the street that the card tells of, if it tells of one

  function repaint() {
    const colors = palette();
    const { paint } = LAYERS[state.layer];
    town.name.forEach((_, id) =>
      map.setFeatureState({ source: "streets", id }, paint(town, colors, id, state.slot)));
    const shown = state.layer === "harm" ? "visible" : "none";
    for (const id of ["areas", "area-edges", "unseen"]) map.setLayoutProperty(id, "visibility", shown);
  }

  function say() {
    part("hour-text").textContent = hourText(town, state.slot);
    part("hour").setAttribute("aria-valuetext", hourText(town, state.slot));
    part("hour").disabled = state.layer === "harm";
    part("layer-note").textContent = LAYERS[state.layer].note;
    showLegend(part("legend"), state.layer, palette(), town.options.length > 0);
    relist();
    if (told !== undefined) card.fill(streetRows(told));
  }

  function show(change) {
    Object.assign(state, change, { changed: true });
    say();
    if (state.ready) repaint();
  }

  /** The map is there: it is painted again only if something else was asked for meanwhile. */
  function ready() {
    state.ready = true;
    if (state.changed) repaint();
  }

  /** The card of an option, and below whose walks use the street of it that was clicked. */
  function openOption(row, street) {
    told = undefined;
    const option = town.options[row];
    const here = option.segments.length === 1 ? option.segments[0] : street;
    const used = option.segments.includes(here) ? userFacts(town, here) : [];
    const name = used.length ? [["Who walks here", streetName(town, here)]] : [];
    card.open(`${row + 1}. ${option.title}`, [...option.rows, ...name, ...used]);
  }

  function streetRows(street) {
    const area = town.seen[street] ? town.area[street] : -1;
    return [["At", hourText(town, state.slot)], ["In brackets", "95% interval"], ...facts(town, street, state.slot).slice(1),
      ...(area < 0 ? [] : areaFacts(town, area))];
  }

  /** The card of a street, which goes with the hour. */
  function openStreet(street) {
    told = street;
    card.open(streetName(town, street), streetRows(street));
  }

  function openArea(area) {
    told = undefined;
    card.open(`Recorded offences in area ${area}`, areaFacts(town, area));
  }

  /** Opens the card of whatever lies at a point of the canvas: the plan first, then the layer. */
  function ask({ x, y }) {
    const box = [[x - REACH, y - REACH], [x + REACH, y + REACH]];
    const found = (...layers) => map.queryRenderedFeatures(box, { layers })[0];
    const street = nearest(map.queryRenderedFeatures(box, { layers: ["streets"] }), map.unproject([x, y]));
    const option = found("marks") || found("plan");
    if (option) return openOption(option.id, street);
    const area = state.layer === "harm" ? found("areas") : undefined;
    if (area) return openArea(area.id);
    return street === undefined ? undefined : openStreet(street);
  }

  function nearest(features, { lng, lat }) {
    const shrink = Math.cos(lat * Math.PI / 180);
    const far = ({ id }) => Math.min(...town.drawn[id].slice(1).map((end, row) =>
      distance([lng, lat], town.drawn[id][row], end, shrink)));
    return features.map((each) => [far(each), each.id]).sort((a, b) => a[0] - b[0] || a[1] - b[1])[0]?.[1];
  }

  function find(row) {
    const bounds = boundsOf(town.options[row].segments.map((street) => town.drawn[street]));
    openOption(row);
    map.fitBounds(bounds, { maxZoom: 17, padding: beside(map), animate: !REDUCED, duration: 600 });
  }

  return { say, show, ready, ask, find };
}

/** Room to leave on each side so that the open card hides nothing of what it is about. */
function beside(map) {
  const { clientWidth, clientHeight } = map.getCanvas();
  const { offsetWidth, offsetHeight } = document.getElementById("card");
  const sideways = clientWidth > 2 * offsetWidth;
  const left = sideways ? offsetWidth + 30 : 30;
  const bottom = sideways ? 40 : Math.min(offsetHeight + 30, clientHeight - 90);
  return { top: 40, right: 50, left, bottom };
}

/** How far a point is from a stretch of line, in degrees of latitude. */
function distance(point, start, end, shrink) {
  const flat = ([x, y]) => [(x - point[0]) * shrink, y - point[1]];
  const [ax, ay] = flat(start), [bx, by] = flat(end);
  const dx = bx - ax, dy = by - ay;
  const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy || 1)));
  return Math.hypot(ax + along * dx, ay + along * dy);
}

/** A button for each option, so that its card can be opened without seeing the map. */
function planButtons(town, find) {
  document.getElementById("plan-buttons").replaceChildren(...town.options.map((option, row) => {
    const item = document.createElement("li"), button = document.createElement("button");
    button.type = "button";
    button.textContent = `${option.title}, ${option.street}`;
    button.addEventListener("click", () => find(row));
    item.append(button);
    return item;
  }));
}

/** Binds the page's own controls to the map. */
function bind(made, map) {
  for (const choice of document.querySelectorAll("input[name=layer]")) {
    choice.addEventListener("change", () => made.show({ layer: choice.value }));
  }
  const hour = document.getElementById("hour");
  hour.addEventListener("input", () => made.show({ slot: Number(hour.value) }));
  map.on("click", ({ point }) => made.ask(point));
  map.getCanvas().addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const { clientWidth, clientHeight } = map.getCanvas();
    made.ask({ x: clientWidth / 2, y: clientHeight / 2 });
  });
}

/** New colours when the screen turns dark or light: every layer and image is made again. */
function recolour(made, map, style) {
  map.setStyle(style, { diff: false });
  map.once("style.load", () => made.show({}));
}

/** Without WebGL: the drawing stays, and the list of streets follows the hour. */
function listAlone(town, box) {
  const hour = document.getElementById("hour");
  const slot = () => Number(hour.value);
  const relist = streetList(town, slot);
  const say = () => {
    document.getElementById("hour-text").textContent = hourText(town, slot());
    hour.setAttribute("aria-valuetext", hourText(town, slot()));
    relist();
  };
  hour.addEventListener("input", say);
  say();
  box.dataset.ready = "list";
}

async function start() {
  const box = document.getElementById("live-map");
  // Without an unpacker the drawing and the tables of the page stand alone.
  if (typeof DecompressionStream === "undefined") return;
  const town = await readTown();
  box.hidden = false;
  if (!hasWebGL()) return listAlone(town, box);
  await runLibrary();
  const shapes = shapesOf(town);
  document.documentElement.classList.add("has-map");
  const state = { layer: "light", slot: Number(document.getElementById("hour").value) };
  const map = newMap(town, shapes, state);
  const made = atlas(town, shapes, map, state);
  planButtons(town, made.find);
  bind(made, map);
  made.say();
  map.once("load", () => {
    made.ready();
    map.once("idle", () => { box.dataset.ready = "yes"; });
  });
  DARK_MODE.addEventListener("change", () => recolour(made, map, styleOf(town, shapes, state)));
  box.homeward = { town, map, state };
}

start();
