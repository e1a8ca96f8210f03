"""All declared assumptions: the package's own tables, and the user's figures over them."""

from types import MappingProxyType

from homeward.errors import InputError
from homeward.measures import figures
from homeward.measures.assumption import YOUR_FIGURE, Assumption, Assumptions
from homeward.measures.figures import Table

__all__ = ["assumptions"]

KEYS = ("text", "unit", "shape", "low", "central", "high", "grade", "source")
YOUR_KEYS = ("low", "central", "high", "shape", "source")


def assumptions(extra: str | None = None) -> Assumptions:
    """Every declared assumption, in the order of its table and file.

    Parameters
    ----------
    extra
        Text of the user's own TOML, whose tables ``[assumption."name"]`` replace `central`
        (with `low` and `high`, else it is taken as exact) and, if given, `shape` and `source`.

    Returns
    -------
    Assumptions
        By name; what the user replaced has the grade ``your figure``.

    Raises
    ------
    InputError
        If a name is declared twice or is not known, or a figure breaks its rule.
    """
    rows: dict[str, Assumption] = {}
    for file in figures.shipped_names("assumptions"):
        for name, row in figures.shipped(file)["assumption"].items():
            if name in rows:
                raise InputError(f"Assumption `{name}` is declared twice, again in {file}.")
            rows[name] = _row(name, figures.only(row, KEYS, f"Assumption `{name}`"))
    yours = figures.table(figures.parse(extra), "assumption", "Your file of figures")
    figures.only(yours, rows, "Your table `assumption`")
    for name in yours:
        rows[name] = _yours(rows[name], figures.table(yours, name, "Your table `assumption`"))
    return Assumptions(MappingProxyType(rows))


def _row(name: str, row: Table) -> Assumption:
    """One row of a table, checked."""
    where = f"Assumption `{name}`"
    return Assumption(
        name=name,
        text=figures.words(row, "text", where),
        unit=figures.words(row, "unit", where),
        shape=figures.words(row, "shape", where),
        low=figures.number(row, "low", where),
        central=figures.number(row, "central", where),
        high=figures.number(row, "high", where),
        grade=figures.words(row, "grade", where),
        source=figures.words(row, "source", where),
    )


def _yours(old: Assumption, row: Table) -> Assumption:
    """The user's figure in place of the shipped one."""
    where = f"Your assumption `{old.name}`"
    figures.only(row, YOUR_KEYS, where)
    exact = figures.number(row, "central", where)
    kept = {"text": old.text, "unit": old.unit, "shape": old.shape, "source": "your own file"}
    return _row(old.name, {**kept, "low": exact, "high": exact, **row, "grade": YOUR_FIGURE})
