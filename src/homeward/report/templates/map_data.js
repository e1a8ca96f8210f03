// What the page's compressed block holds, and what it says of a street in words.

const DARK = 0, LIT = 1, UNKNOWN = 2, DAYLIGHT = 3;
const LIGHT_WORDS = ["dark", "lit", "not known", "daylight"];
const NOUGHT = 0, UNDER = 1, FIRST = 2, PER_DECADE = 90, LEAST = 0.1;
const FIRST_LETTER = 35;

/** The text of a block of the page: compressed by gzip, in base64. */
async function unpacked(id) {
  const text = document.getElementById(id).textContent;
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) bytes[at] = letters.charCodeAt(at);
  const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(plain).text();
}

/** The number that a letter of a text stands for: 0, -1, 1, -2, 2 and so on. */
function numberAt(text, at) {
  const folded = text.charCodeAt(at) - FIRST_LETTER;
  return folded % 2 ? -(folded + 1) / 2 : folded / 2;
}

/** Codes by half-hour and street, from each street's changes between half-hours, one after another. */
function summed(changes, slots) {
  const streets = changes.length / slots;
  const rows = Array.from({ length: slots }, () => new Int32Array(streets));
  for (let street = 0, at = 0; street < streets; street++) {
    for (let slot = 0, code = 0; slot < slots; slot++) rows[slot][street] = code += numberAt(changes, at++);
  }
  return rows;
}

/** The town, with desired walkers as the walkers and those who would come on top. */
async function readTown() {
  const town = JSON.parse(await unpacked("map-data"));
  town.walkers = summed(town.walkers, town.begins.length);
  town.desired = summed(town.more, town.begins.length).map((row, slot) =>
    row.map((more, street) => town.walkers[slot][street] + more));
  town.drawn = lines(town.points, town.moves, town.step);
  return town;
}

/** Runs the map's library; the page's policy knows its hash, and so lets it. */
async function runLibrary() {
  const script = document.createElement("script");
  script.textContent = await unpacked("map-library");
  document.head.append(script);
}

/** Lines of longitude and latitude from moves in whole steps: each point from the one before. */
function lines(counts, moves, step) {
  let at = 0, x = 0, y = 0;
  return counts.map((count) => Array.from({ length: count }, () => {
    x += moves[at++];
    y += moves[at++];
    return [x * step, y * step];
  }));
}

/** An amount from its code: two significant figures, 90 codes to a decade. */
function amount(code) {
  if (code === NOUGHT) return 0;
  if (code === UNDER) return LEAST / 2;
  const decade = Math.floor((code - FIRST) / PER_DECADE);
  return (10 + (code - FIRST) % PER_DECADE) * LEAST / 10 * 10 ** decade;
}

/** The same in words: never more than two figures. */
function amountText(code) {
  if (code === NOUGHT) return "0";
  if (code === UNDER) return `under ${LEAST}`;
  const value = amount(code);
  return value < 1 ? value.toFixed(2) : value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString("en-GB");
}

/** The mark at or below an amount: the marks are the amounts at which an interval may end. */
function markOf(town, code) {
  if (code < FIRST) return code;
  const above = (code - FIRST) % PER_DECADE;
  const decade = (code - FIRST - above) / PER_DECADE;
  return FIRST + town.marks.length * decade + town.marks.findLastIndex((mark) => mark <= 10 + above);
}

/** The code of the amount that a mark stands for. */
function codeOf(town, mark) {
  if (mark < FIRST) return mark;
  const at = (mark - FIRST) % town.marks.length;
  return FIRST + PER_DECADE * (mark - FIRST - at) / town.marks.length + town.marks[at] - 10;
}

/** An amount of a street in a half-hour with its 95% interval; "under" says that by itself. */
function intervalText(town, codes, gaps, street, slot) {
  const code = codes[slot][street], at = street * town.begins.length + slot;
  const mark = markOf(town, code);
  const low = codeOf(town, mark - numberAt(gaps[0], at)), high = codeOf(town, mark + numberAt(gaps[1], at));
  if (high === code && code < FIRST) return amountText(code);
  return `${amountText(code)} (${amountText(low)} to ${amountText(high)})`;
}

/** Light of a street in a half-hour: DARK, LIT, UNKNOWN or DAYLIGHT. */
function lightOf(town, street, slot) {
  return town.light[town.lightOf[street]][slot];
}

/** Per cent of women (sex 0) or men (sex 1) who would feel unsafe on a street in a half-hour. */
function feltOf(town, street, slot, sex) {
  return town.felt[town.feltOf[street]][4 * sex + lightOf(town, street, slot)];
}

/** A time of the night in words: when it begins and ends, and whether the sun is down. */
function hourText(town, slot) {
  const [hour, minute] = town.begins[slot].split(":").map(Number);
  const end = (60 * hour + minute + 30) % (24 * 60);
  const two = (number) => String(number).padStart(2, "0");
  const until = `${two(Math.floor(end / 60))}:${two(end % 60)}`;
  return `${town.begins[slot]} to ${until}, ${town.dark[slot] ? "dark" : "daylight"}`;
}

/** A street's recorded offences: its area's number, or why there is none. */
function areaText(town, street) {
  if (!town.seen[street]) return "not known: no police file was given here";
  if (town.area[street] < 0) return "not told: too few streets to tell apart";
  return `area ${town.area[street]}`;
}

/** What a street is called. */
function streetName(town, street) {
  return town.names[town.name[street]] || "unnamed";
}

/** The point half-way along a street's corners, as latitude and longitude. */
function placeText(town, street) {
  const line = town.drawn[street];
  const [lon, lat] = line[Math.floor(line.length / 2)];
  return `${lat.toFixed(5)}, ${lon.toFixed(5)}`;
}

/** Shares of more than nothing in words, the largest first. */
function shareText(labels, shares) {
  const found = labels.map((label, row) => [label, shares[row]]).filter(([, share]) => share > 0);
  return found.sort((a, b) => b[1] - a[1]).map(([label, share]) => `${label} ${share}%`).join(", ");
}

/** Whose walks use a street over a year, as pairs of a label and a text. */
function userFacts(town, street) {
  const { whose } = town;
  if (!whose) return [];
  const labels = ["From where, over a year", "To where", "Which way they choose", "When"];
  if (whose.of[street] < 0) return labels.map((label) => [label, "hardly anyone walks here"]);
  const row = whose.rows[whose.of[street]];
  const part = (from, count) => row.slice(from, from + count);
  const pairs = part(0, 2 * whose.listed);
  const places = pairs.filter((_, at) => at % 2 === 0), shares = pairs.filter((_, at) => at % 2 === 1);
  const others = Math.max(0, 100 - shares.reduce((sum, each) => sum + each, 0));
  const from = shareText(places.map((place) => whose.places[place] ?? ""), shares);
  const ends = 2 * whose.listed, cautious = ends + whose.ends.length;
  return [
    [labels[0], [from, others ? `all others ${others}%` : ""].filter((each) => each).join(", ")],
    [labels[1], shareText(whose.ends, part(ends, whose.ends.length))],
    [labels[2], shareText(["direct", "cautious"], [100 - row[cautious], row[cautious]])],
    [labels[3], shareText(whose.bands, part(cautious + 1, whose.bands.length))],
  ];
}

/** Places of the plan that a street is part of, by their numbers, and what is bought there. */
function planned(town, street) {
  const here = town.options.flatMap((option, row) =>
    option.segments.includes(street) ? [`place ${row + 1}: ${option.title}`] : []);
  return here.join("; ") || "no";
}

/** The same with its 95% interval; the ends stand 8 and 16 places behind the share. */
function feltText(town, street, slot, sex) {
  const row = town.felt[town.feltOf[street]], at = 4 * sex + lightOf(town, street, slot);
  return `${row[at]}% (${row[at + 8]} to ${row[at + 16]})`;
}

/** Everything the map holds of one street in a half-hour, as pairs of a label and a text. */
function facts(town, street, slot) {
  return [
    ["Street", streetName(town, street)],
    ["Where", placeText(town, street)],
    ["Kind", town.kinds[town.kind[street]]],
    ["Length", `${town.length[street]} m`],
    ["Light", LIGHT_WORDS[lightOf(town, street, slot)]],
    ["Why, when lamps are on", town.reasons[town.reason[street]]],
    ["Walkers in the half-hour", intervalText(town, town.walkers, town.walkersEnds, street, slot)],
    ["If nobody were afraid", intervalText(town, town.desired, town.desiredEnds, street, slot)],
    ["Women who would feel unsafe", feltText(town, street, slot, 0)],
    ["Men who would feel unsafe", feltText(town, street, slot, 1)],
    ["Recorded offences", areaText(town, street)],
    ["In the plan", planned(town, street)],
    ...userFacts(town, street),
  ];
}

/** What is recorded in an area, by kind of offence. */
function areaFacts(town, area) {
  const counted = ["What is counted", "offences recorded at any hour and in any place, not only against walkers at night"];
  return [counted, ...town.groups.map((group, row) => [group, town.areas.texts[area][row]])];
}
