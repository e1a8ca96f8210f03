"""How numbers are written in sentences and tables: money, shares, rough figures, counts."""

import re
from collections.abc import Mapping, Sequence
from math import ceil, floor, log10

from markupsafe import Markup, escape

__all__ = [
    "assumed",
    "at_most",
    "between",
    "by_points",
    "counted",
    "degrees",
    "ends",
    "figure",
    "gbp",
    "given",
    "in_unit",
    "linked",
    "looking",
    "lower_first",
    "minus",
    "out_by",
    "pence",
    "points",
    "points_range",
    "points_within",
    "pounds",
    "pounds_pence",
    "rough",
    "rough_in_unit",
    "share",
    "share_within",
    "upper_first",
    "whole_share",
]

DOI = re.compile(r"https://doi\.org/10\.\d{4,9}/[\w./():-]*[\w)]")
"""The address of a study; no mark of HTML is among its characters."""


def gbp(pounds: float) -> str:
    """Whole pounds with commas.

    Examples
    --------
    >>> gbp(449697.61), gbp(-12)
    ('£449,698', '-£12')
    """
    sign = "-" if round(pounds) < 0 else ""
    return f"{sign}£{abs(pounds):,.0f}"


def figure(number: float) -> str:
    """A number to three significant figures, whole when large: for counts and given values.

    Examples
    --------
    >>> figure(1234.5), figure(0.012345), figure(0)
    ('1,234', '0.0123', '0')
    """
    return f"{number:,.0f}" if abs(number) >= 100 else rough(number)


def rough(number: float) -> str:
    """A number to three significant figures and no more: for estimates.

    Examples
    --------
    >>> rough(77011.76), rough(-1132.4), rough(0.012345), rough(3.0), rough(0)
    ('77,000', '-1,130', '0.0123', '3', '0')
    """
    if number == 0:
        return "0"
    digits = 2 - floor(log10(abs(number)))
    text = f"{round(number, digits):,.{max(digits, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def given(number: float, unit: str) -> str:
    """A given figure in its unit; a year without a comma, a month by its year and number.

    Examples
    --------
    >>> given(2024.0, "year"), given(24242, "month"), given(15000, "pounds")
    ('2024', '2020-03', '15,000')
    """
    if unit == "month":
        return f"{number // 12:04.0f}-{number % 12 + 1:02.0f}"
    return f"{number:.0f}" if unit == "year" else figure(number)


def in_unit(amount: float, unit: str) -> str:
    """An amount with its unit: whole from 10 up, pounds as money, and never £0.3.

    Examples
    --------
    >>> in_unit(1234.5, "km a year"), in_unit(2.345, "km a year")
    ('1,234 km a year', '2.35 km a year')
    >>> in_unit(0.3, "pounds of harm a year"), in_unit(0, "pounds of harm a year")
    ('less than £1 of harm a year', '£0 of harm a year')
    >>> in_unit(-1234.5, "pounds")
    '-£1,234'
    """
    if not unit.startswith("pounds"):
        return f"{amount:,.0f} {unit}" if abs(amount) >= 10 else f"{rough(amount)} {unit}"
    rest = unit.removeprefix("pounds")
    if 0 < amount < 1:
        return f"less than £1{rest}"
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.0f}{rest}"


def rough_in_unit(amount: float, unit: str) -> str:
    """An estimate with its unit, to three significant figures.

    Examples
    --------
    >>> rough_in_unit(-16980.4, "pounds"), rough_in_unit(1234.5, "km a year")
    ('-£17,000', '1,230 km a year')
    >>> rough_in_unit(0.3, "pounds of harm a year")
    'less than £1 of harm a year'
    """
    if not unit.startswith("pounds"):
        return f"{rough(amount)} {unit}"
    return in_unit(amount if abs(amount) < 100 else float(rough(amount).replace(",", "")), unit)


def share(part: float) -> str:
    """A share in per cent: whole from 10% to 90%, one decimal beyond, never a false 0% or 100%.

    Examples
    --------
    >>> share(0.384), share(0.004), share(0.98), share(0.00001), share(0.9999), share(0)
    ('38%', '0.4%', '98%', 'under 0.1%', 'over 99.9%', '0%')
    """
    if part in {0, 1}:
        return f"{part:.0%}"
    if 0 < part < 0.001:
        return "under 0.1%"
    if 0.999 < part < 1:
        return "over 99.9%"
    return f"{part:.0%}" if 0.1 <= part <= 0.9 else f"{part:.1%}".replace(".0%", "%")


def share_within(row: Mapping[str, float | None], name: str) -> str:
    """A share with the ends of its interval, where there is one; a dash where it is not known.

    Examples
    --------
    >>> share_within({"cut": 0.066, "cut_low": 0.061, "cut_high": 0.07}, "cut")
    '6.6% (6.1% to 7%)'
    >>> share_within({"cut": 1.0, "cut_low": 1.0, "cut_high": 1.0}, "cut")
    '100%'
    >>> share_within({"cut": None, "cut_low": None, "cut_high": None}, "cut")
    '–'
    """
    told, low, high = row[name], row[f"{name}_low"], row[f"{name}_high"]
    if told is None or low is None or high is None:
        return "\N{EN DASH}"
    return share(told) if low == high else f"{share(told)} ({share(low)} to {share(high)})"


def assumed(part: float) -> str:
    """A share of a spread that is assumed: 200 draws tell it to within some points only.

    Examples
    --------
    >>> assumed(0.0), assumed(0.04), assumed(0.34), assumed(0.998), assumed(1.0)
    ('under 5%', 'under 5%', '34%', 'over 95%', '100%')
    """
    if 0.95 < part < 1:
        return "over 95%"
    return "under 5%" if part < 0.05 else f"{part:.0%}"


def whole_share(part: float, whole: str) -> str:
    """A share of something, with *all* and *none* in words.

    Examples
    --------
    >>> whole_share(1.0, "the length"), whole_share(0.64, "the length"), whole_share(0, "it")
    ('all of the length', '64% of the length', 'none of it')
    """
    words = {0.0: "none", 1.0: "all"}
    return f"{words.get(part) or share(part)} of {whole}"


def at_most(gap: float) -> str:
    """A proven gap in per cent, rounded up, so that the words never claim more than was proved.

    Examples
    --------
    >>> at_most(0.000746), at_most(0.0125), at_most(0)
    ('0.08%', '1.25%', '0.01%')
    """
    return f"{max(ceil(gap * 10_000), 1) / 100:g}%"


def pence(pounds: float) -> str:
    """Pounds with pence below £10, whole above.

    Examples
    --------
    >>> pence(1.234), pence(1234.5)
    ('£1.23', '£1,234')
    """
    return f"£{pounds:.2f}" if abs(pounds) < 10 else gbp(pounds)


def looking(survey: Mapping[str, float], pounds: float | None = None) -> str:
    """What looking at streets costs, with its interval: at all of the survey's, or for a part.

    The interval is of the price of a kilometre, so that of a part is in the same proportion.

    Examples
    --------
    >>> survey = {"cost_gbp": 1145.2, "cost_low_gbp": 941.1, "cost_high_gbp": 2790.4}
    >>> looking(survey), looking(survey, 11.452)
    ('£1,145 (£941 to £2,790)', '£11 (£9.41 to £28)')
    """
    whole = survey["cost_gbp"]
    part = whole if pounds is None else pounds
    times = part / whole if whole else 1.0
    low, high = (pence(survey[end] * times) for end in ("cost_low_gbp", "cost_high_gbp"))
    return f"{pence(part)} ({low} to {high})"


def pounds_pence(pounds: float) -> str:
    """Pounds and pence, for sums that must add up.

    Examples
    --------
    >>> pounds_pence(1234.5), pounds_pence(0)
    ('£1,234.50', '£0.00')
    """
    return f"£{pounds:,.2f}"


def points(part: float) -> str:
    """A share in per cent with one decimal, so that a small change shows.

    Examples
    --------
    >>> points(0.27838), points(0.27719)
    ('27.8%', '27.7%')
    """
    return f"{part:.1%}"


def points_range(ends: Sequence[float]) -> str:
    """A range of shares, in per cent with one decimal.

    Examples
    --------
    >>> points_range([0.1031, 0.4438]), points_range([-0.0087, 0.0006])
    ('10.3% to 44.4%', '-0.9% to 0.1%')
    """
    low, high = ends
    return f"{points(low)} to {points(high)}"


def by_points(ends: Sequence[float]) -> str:
    """A range of changes in a share, in percentage points.

    Examples
    --------
    >>> by_points([-0.008723, 0.000551])
    '-0.87 to 0.06 points'
    >>> by_points([-0.0177, -0.00001])
    '-1.77 to 0.00 points'
    """
    low, high = ends
    return f"{100 * low:z.2f} to {100 * high:z.2f} points"


def points_within(told: Mapping[str, float]) -> str:
    """A share with the ends of its interval and how much of it is assumed, in per cent.

    Examples
    --------
    >>> points_within({"expected": 0.6814, "low": 0.6238, "high": 0.7134, "assumed_share": 0.9})
    '68.1% (62.4% to 71.3%; 90% assumed)'
    """
    between = points_range([told["low"], told["high"]])
    return f"{points(told['expected'])} ({between}; {assumed(told['assumed_share'])} assumed)"


def ends(told: Mapping[str, float]) -> str:
    """An estimate with the ends of its interval and how much of it is assumed.

    Examples
    --------
    >>> ends({"expected": 6229.34, "low": 2022.13, "high": 14823.6, "assumed_share": 0.9})
    '6,230 (2,020 to 14,800; 90% assumed)'
    """
    between = f"{rough(told['low'])} to {rough(told['high'])}"
    return f"{rough(told['expected'])} ({between}; {assumed(told['assumed_share'])} assumed)"


def pounds(unit: str) -> str:
    """A unit with pounds as they are written in sentences.

    Examples
    --------
    >>> pounds("GBP a km, 2018 prices"), pounds("share")
    ('£ a km, 2018 prices', 'share')
    """
    return unit.replace("GBP", "£")


def between(ends: Sequence[float]) -> str:
    """Two shares as a range.

    Examples
    --------
    >>> between([0.14, 0.9897]), between([0.5, 0.5])
    ('between 14% and 99%', '50%')
    """
    low, high = (share(each) for each in ends)
    return low if low == high else f"between {low} and {high}"


def counted(count: float, unit: str) -> str:
    """A count and its unit, in the plural where it is not one.

    Examples
    --------
    >>> counted(1, "lamp"), counted(3, "lamp"), counted(2.5, "hour a night")
    ('1 lamp', '3 lamps', '2.5 hours a night')
    """
    if count == 1:
        return f"1 {unit}"
    noun, joint, rest = unit.partition(" a ")
    return f"{figure(count)} {noun}s{joint}{rest}"


def degrees(angle: float) -> str:
    """Degrees to about a metre."""
    return f"{angle:.5f}"


def lower_first(sentence: str) -> str:
    """A sentence to stand after a semicolon."""
    return sentence[:1].lower() + sentence[1:]


def upper_first(words: str) -> str:
    """Words to begin a sentence or a row with."""
    return words[:1].upper() + words[1:]


def minus(text: str) -> str:
    """A text with real minus signs before amounts, and no place after them to break a line.

    Examples
    --------
    >>> minus("on 2020-02-08 from -0.6 to 2")
    'on 2020-02-08 from −0.6 to 2'
    >>> len(minus("-£12"))  # with a word joiner between sign and pound
    5
    """
    signed = re.sub(r"(?<![\w.,)-])-(?=[£\d])", "\u2212", text)
    return signed.replace("\u2212£", "\u2212\u2060£")


def out_by(draws: int) -> str:
    """By how many points a share of so many draws may be out at most, at 95%.

    1.96 standard errors of a share of one half; other shares have smaller ones.

    Examples
    --------
    >>> out_by(80), out_by(8)
    ('11', '35')
    """
    return f"{196 * (0.25 / draws) ** 0.5:.0f}"


def linked(text: str) -> Markup:
    """A text for a page, in which a study's DOI can be followed; nothing else becomes a link.

    Examples
    --------
    >>> print(linked("A & B, https://doi.org/10.1000/x"))
    A &amp; B, <a href="https://doi.org/10.1000/x">doi:10.1000/x</a>
    """
    return Markup(  # noqa: S704 - escaped, and the pattern holds no mark of HTML
        DOI.sub(
            lambda found: (
                f'<a href="{found[0]}">doi:{found[0].removeprefix("https://doi.org/")}</a>'
            ),
            str(escape(text)),
        )
    )
