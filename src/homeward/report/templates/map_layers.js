// How each layer paints a street: its class, colours that every eye can tell apart, and a legend.

const DARK_MODE = matchMedia("(prefers-color-scheme: dark)");

/** Colours on white paper and on black: amounts go from faint to strong in one hue, never red. */
const PAPER = {
  ground: "#ffffff", ink: "#1b1b1f", quiet: "#9a9aa4", lit: "#d08a00", dark: "#1f3264",
  unknown: "#77777f", daylight: "#a9a9b2", plan: "#00534f", onPlan: "#ffffff",
  ramp: ["#cfcfd8", "#bcb6dc", "#9389c6", "#6c4fae", "#4b1f86", "#25004f"],
};
const NIGHT = {
  ground: "#17171b", ink: "#ececf0", quiet: "#66666f", lit: "#ffc247", dark: "#8fb0ff",
  unknown: "#8b8b96", daylight: "#6c6c76", plan: "#7ff5ea", onPlan: "#10201f",
  ramp: ["#44444e", "#5b4d95", "#7d6cc0", "#a493df", "#cbbff5", "#f7f3ff"],
};
const RAMP_WIDTHS = [1, 1.4, 2, 2.8, 3.8, 5];

const WALK_BREAKS = [0.1, 1, 5, 20, 100];
const WALK_TEXTS = ["under 0.1", "0.1 to 1", "1 to 5", "5 to 20", "20 to 100", "100 or more"];
const FELT_BREAKS = [10, 20, 35, 50, 70];
const FELT_TEXTS = ["under 10%", "10 to 19%", "20 to 34%", "35 to 49%", "50 to 69%", "70% or more"];
const HARM_BREAKS = [1, 2, 4, 8, 16];
const HARM_TEXTS = ["under 1", "1 to 2", "2 to 4", "4 to 8", "8 to 16", "16 or more"];

/** The colours for the screen as it is now. */
function palette() {
  return DARK_MODE.matches ? NIGHT : PAPER;
}

/** In which class of so many breaks a value is, 0 the lowest. */
function classOf(value, breaks) {
  const above = breaks.findIndex((limit) => value < limit);
  return above < 0 ? breaks.length : above;
}

/** A painted street: colour, width in pixels and whether its line is dashed. */
function painted(color, width, dashed = false) {
  return { color, width, dashed };
}

function lightPaint(town, colors, street, slot) {
  const looks = [
    painted(colors.dark, 3.2), painted(colors.lit, 1.6),
    painted(colors.unknown, 1.4, true), painted(colors.daylight, 1),
  ];
  return looks[lightOf(town, street, slot)];
}

function rampPaint(colors, step, dashed) {
  return painted(colors.ramp[step], RAMP_WIDTHS[step], dashed);
}

function walkPaint(codes, colors, street) {
  return rampPaint(colors, classOf(amount(codes[street]), WALK_BREAKS), false);
}

function feltPaint(town, colors, street, slot, sex) {
  const step = classOf(feltOf(town, street, slot, sex), FELT_BREAKS);
  return rampPaint(colors, step, lightOf(town, street, slot) === UNKNOWN);
}

/** Under the areas, streets are faint; from afar, where no hatching can be seen, dashes stand for it. */
function harmPaint(town, colors, street) {
  const known = town.seen[street] && town.area[street] >= 0;
  return known ? painted(colors.quiet, 0.8) : painted(colors.unknown, 1.4, true);
}

/** One item of a legend: how it looks, and what that means. */
function key(text, color, width, dashed = false) {
  return { text, color, width, dashed };
}

function lightKeys(colors) {
  return [
    key("lit", colors.lit, 3), key("dark", colors.dark, 5),
    key("light not known", colors.unknown, 2, true), key("daylight", colors.daylight, 2),
  ];
}

function rampKeys(colors, texts) {
  return texts.map((text, step) => key(text, colors.ramp[step], 2 + 1.5 * step));
}

function feltKeys(colors) {
  return [...rampKeys(colors, FELT_TEXTS), key("dashed: its light is not known", colors.ink, 2, true)];
}

function harmKeys(colors) {
  const areas = HARM_TEXTS.map((text, step) => ({ text, color: colors.ramp[step], width: 12 }));
  return [
    ...areas,
    { text: "fewer than 5 recorded of each kind", color: colors.quiet, width: 12, outline: true },
    { text: "hatched or dashed: not known, or too few streets to tell apart", color: colors.unknown, width: 12, hatched: true },
  ];
}

/** The layers by name: how streets are painted, the legend and what must be said of it. */
const LAYERS = {
  light: {
    paint: lightPaint, keys: lightKeys,
    note: "Lamps as far as anyone has written them down. Not known is not the same as lit.",
  },
  walkers: {
    paint: (town, colors, street, slot) => walkPaint(town.walkers[slot], colors, street),
    keys: (colors) => rampKeys(colors, WALK_TEXTS),
    note: "People expected to walk along each street in the half-hour, both ways together.",
  },
  desired: {
    paint: (town, colors, street, slot) => walkPaint(town.desired[slot], colors, street),
    keys: (colors) => rampKeys(colors, WALK_TEXTS),
    note: "People who would walk here in the half-hour if nobody stayed in or took a detour out of fear.",
  },
  women: {
    paint: (town, colors, street, slot) => feltPaint(town, colors, street, slot, 0),
    keys: feltKeys,
    note: "Share of women expected to feel unsafe walking here alone; estimated from surveys by kind of place and light.",
  },
  men: {
    paint: (town, colors, street, slot) => feltPaint(town, colors, street, slot, 1),
    keys: feltKeys,
    note: "Share of men expected to feel unsafe walking here alone; estimated from surveys by kind of place and light.",
  },
  harm: {
    paint: harmPaint,
    keys: harmKeys,
    note: "Offences recorded a year, expected, at any hour and in any place: not only those against walkers at night. Of each area, the kinds with 5 or more recorded.",
  },
};

/** A sample of a line or an area, drawn as the map draws it. */
function swatch(item, ground) {
  const made = document.createElement("span");
  const { style } = made;
  made.className = "swatch";
  if (item.outline) style.border = `1px solid ${item.color}`;
  else if (item.hatched) style.background = `repeating-linear-gradient(135deg,${item.color} 0 2px,${ground} 2px 5px)`;
  else {
    style.height = "0";
    style.borderTop = `${item.width}px ${item.dashed ? "dashed" : item.line || "solid"} ${item.color}`;
  }
  return made;
}

/** Fills the legend: the layer's classes, and the plan, which is always there. */
function showLegend(list, name, colors, hasPlan) {
  const items = LAYERS[name].keys(colors);
  if (hasPlan) items.push({ text: "in the plan", color: colors.plan, width: 8, line: "double" });
  list.replaceChildren(...items.map((item) => {
    const row = document.createElement("li");
    row.append(swatch(item, colors.ground), item.text);
    return row;
  }));
}
