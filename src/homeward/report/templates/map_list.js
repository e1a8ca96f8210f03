// The list of streets: every fact the map holds, fifty rows at a time, in order of name.

const ROWS = 50;

/** The streets in order of name, the unnamed last: no order that ranks them. */
function byName(town) {
  const name = (street) => town.names[town.name[street]];
  const order = town.name.map((_, street) => street);
  const compare = new Intl.Collator("en-GB").compare;
  return order.sort((a, b) => !name(a) - !name(b) || compare(name(a), name(b)) || a - b);
}

/** A row of cells; with labels, which stand before the texts where the screen is narrow. */
function cells(tag, texts, labels = []) {
  const row = document.createElement("tr");
  row.append(...texts.map((text, at) => {
    const cell = document.createElement(tag);
    cell.textContent = text;
    if (labels[at]) cell.dataset.label = labels[at];
    return cell;
  }));
  return row;
}

/** The table of streets; `hour` gives the half-hour shown. */
function streetList(town, hour) {
  const part = (id) => document.getElementById(id);
  const all = byName(town);
  const state = { found: all, first: 0 };

  function show() {
    const rows = state.found.slice(state.first, state.first + ROWS);
    part("street-rows").replaceChildren(...rows.map((street) => {
      const told = facts(town, street, hour());
      const row = cells("td", told.map(([, text]) => text), told.map(([label]) => label));
      row.dataset.street = street;
      return row;
    }));
    part("found").textContent = foundText(rows.length);
    part("earlier").disabled = state.first === 0;
    part("later").disabled = state.first + ROWS >= state.found.length;
  }

  function foundText(count) {
    if (!count) return "No street of that name.";
    const last = state.first + count;
    return `Pieces of street ${state.first + 1} to ${last} of ${state.found.length}.`;
  }

  function search() {
    const wanted = part("search").value.trim().toLowerCase();
    state.found = all.filter((street) => town.names[town.name[street]].toLowerCase().includes(wanted));
    turn(-state.first);
  }

  function turn(by) {
    state.first += by;
    show();
  }

  part("street-head").replaceChildren(cells("th", facts(town, 0, 0).map(([label]) => label)));
  for (const head of part("street-head").querySelectorAll("th")) head.scope = "col";
  part("search").addEventListener("input", search);
  part("earlier").addEventListener("click", () => turn(-ROWS));
  part("later").addEventListener("click", () => turn(ROWS));
  // Rows are made only once somebody opens the list, and again when the hour changes.
  part("street-list").addEventListener("toggle", show);
  return () => part("street-list").open && show();
}
