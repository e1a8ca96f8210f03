"""Every sentence that says what a plan does, read aloud."""

import re

import pytest

from homeward.report.front import front
from homeward.report.page import page
from homeward.report.words import arithmetic, harm_said, headlines
from report.by_hand import budget_row, felt_block, findings, limits_block, option, plan_block

AIMS = ("harm", "felt", "lit-walks", "felt=0.5,harm=0.5")

UNITS = (
    r"%|more walks|places?|years?|prices|times|km|walks?|people|a year|others?|trials|points|"
    r"on a scale|on that scale|is the best|of the|to"
)
"""What may follow a figure on page one; money has its sign in front."""


def _felt(women: tuple[float, float], men: tuple[float, float]) -> dict[str, dict[str, float]]:
    return felt_block(1) | {
        "before": {"women": women[0], "men": men[0]},
        "after": {"women": women[1], "men": men[1]},
    }


def _unseen(**changes):
    """A plan that buys nothing, where no crime file was given."""
    bare = plan_block(0)
    return {**bare, "town": {**bare["town"], "observed": 0.0}, **changes}


def _read(plan) -> str:
    return " ".join(sentence for answer in front(plan) for sentence in answer.sentences)


def _of(plan, question: str) -> str:
    return " ".join(next(a.sentences for a in front(plan) if a.question.startswith(question)))


def test_page_one_of_a_plan_for_harm_read_aloud():
    said = {answer.question: " ".join(answer.sentences) for answer in front(plan_block())}
    assert said["What is the plan?"] == "Buy new street lamps along a dark street at 2 places."
    assert said["Where?"] == "On Back Lane."
    assert said["How much does it cost?"] == (
        "£15,418 of the £20,000 given, over 10 years, in 2024 prices: £12,997 to buy as quoted "
        "(£10,000 to £22,500 with overruns) and £291 (£275 to £458) a year to keep. "
        "With overruns the money may fall short."
    )
    assert said["What would it change?"] == (
        "We expect it to avert £1,020 of harm a year. Harm is what recorded crimes against people "
        "walking at night cost everyone, in pounds. On that alone, it is worth more than it costs "
        "in none of 200 trials."
    )
    assert said["How sure is this?"].startswith(
        "In 200 trials, each with other figures for what nobody knows, 95% of results lie from "
        "-£1,130 to £3,970 a year. Below zero means more harm than without the plan. About 58% of "
        "that doubt rests on assumptions."
    )


@pytest.mark.parametrize(
    ("gap", "within"), [(0.0, "0.01%"), (0.00012, "0.02%"), (0.0123, "1.23%"), (0.2, "20%")]
)
def test_the_arithmetic_is_never_said_to_be_nearer_than_was_proved(gap, within):
    plan = plan_block()
    plan["averted_fixed_flow"] = {**plan["averted_fixed_flow"], "gap": gap}
    said = f"The arithmetic is within {within} of best; the evidence is not."
    assert said in _read(plan)


@pytest.mark.parametrize(
    ("aim", "change", "interval"),
    [
        (
            "felt",
            "We expect it to spare people 1,020 km a year of walking while feeling unsafe.",
            "lie from -1,130 to 3,970 km a year. Below zero means more walking while feeling",
        ),
        (
            "lit-walks",
            "We expect it to make 1,020 more walks home a year lit all the way.",
            "lie from -1,130 to 3,970 walks a year.",
        ),
        (
            "felt=0.5,harm=0.5",
            "We expect it to reach 1,020 on a scale where 1 is the best the money could do",
            "lie from -1,130 to 3,970 on that scale.",
        ),
    ],
)
def test_every_aim_has_its_own_words_on_page_one(aim, change, interval):
    said = _read(plan_block(aim=aim, p_social_benefit_exceeds_cost=None))
    assert change in said
    assert interval in said
    assert "of harm a year" not in said


def test_women_and_men_are_always_named_apart():
    felt = _felt((0.2814, 0.2763), (0.119, 0.116))
    plan = plan_block(aim="felt", p_social_benefit_exceeds_cost=None, felt=felt)
    assert (
        "Women would feel unsafe on 28.1% (10.3% to 44.4%) of their way after dark, men on 11.9% "
        "(6.6% to 16.8%). With the plan: -0.87 to -0.06 points for women, -0.46 to 0.05 points for "
        "men."
    ) in _read(plan)


def test_the_share_of_walks_lit_stands_as_a_range_before_any_figure_with_light_as_assumed():
    """Both ends of unknown light with their draws come first, then what felt risk changes by."""
    assert _of(plan_block(aim="lit-walks"), "What would") == (
        "We expect it to make 1,020 more walks home a year lit all the way. Today 10.0% to 90.0% "
        "are (95% of trials: 7.0% to 96.0%), with the plan 20.0% to 90.0% (15.0% to 97.0%), as all "
        "unknown light is dark or lit. Feeling unsafe changes by -0.87 to -0.06 points of women's "
        "way, -0.46 to 0.05 points of men's."
    )
    plan = plan_block(aim="lit-walks")
    plan["town"] = {**plan["town"], "lit": {"yes": 0.9, "no": 0.1, "unknown": 0.0}}
    plan["lit_walks"] = {**plan["lit_walks"], "before": [0.9, 0.9], "after": [0.95, 0.95]}
    assert (
        "Today 90.0% are (95% of trials: 7.0% to 96.0%), with the plan 95.0% (15.0% to 97.0%)."
        in (_read(plan))
    )


def test_what_a_pound_of_harm_is_says_which_offences_are_priced_too_low():
    plan = plan_block()
    plain = "Harm is what recorded crimes against people walking at night cost everyone, in pounds."
    assert harm_said(plan) == plain
    low = [
        plan["harm"]["weights"][0] | {"part": part, "method": "fiscal floor"}
        for part in ("theft", "common assault")
    ]
    plan["harm"] = {**plan["harm"], "weights": [*plan["harm"]["weights"], *low]}
    assert harm_said(plan) == (
        f"{plain} For theft and common assault no more was read than a fiscal floor: what it costs "
        "the public purse alone, so that part is too low."
    )
    assert harm_said(plan) in page(findings(plan=plan))
    assert plain not in _read(plan_block(aim="felt"))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (0.0, "Hardly any"),
        (0.001, "Hardly any"),
        (0.34, "About 34%"),
        (0.966, "Over 95%"),
        (1.0, "All"),
    ],
)
def test_how_much_of_the_doubt_is_assumed_is_told_as_on_every_other_page(part, words):
    plan = plan_block()
    plan["averted_rerouted"] = {**plan["averted_rerouted"], "assumed_share": part}
    assert f" {words} of that doubt rests on assumptions." in _read(plan)
    plan["averted_rerouted"] |= {"low": 5.0, "high": 5.0}
    assert "of that doubt" not in _read(plan)


def test_a_plan_that_makes_things_worse_says_so():
    plan = plan_block()
    plan["averted_rerouted"] = {**plan["averted_rerouted"], "expected": -120.0}
    worse = "It is not expected to help: on average it would add £120 of harm a year"
    assert worse in _read(plan)
    assert worse in " ".join(headlines(plan))


def test_many_streets_are_counted_and_a_few_named_in_the_order_of_the_alphabet():
    names = ["Wood Street", "Ash Way", "Mill Lane", "Elm Row", "Oak Road", "Park End", ""]
    plan = plan_block() | {"options": [option(k, street=name) for k, name in enumerate(names)]}
    assert _of(plan, "Where") == (
        "On Ash Way, Mill Lane, Wood Street, 3 others and some without a name."
    )


def test_a_plan_on_streets_without_names_says_so():
    plan = plan_block() | {"options": [option(0, street="")]}
    assert _of(plan, "Where").startswith("The streets have no name on the map.")


def test_nothing_bought_without_crimes_is_not_called_no_crime():
    said = _read(_unseen())
    assert "Nothing is bought with the £20,000: no crime file covers these streets" in said
    assert "No crime records cover these streets. That is not the same as no crime." in said
    assert "Without crime records we cannot say which plan would be best." in said
    assert "expect" not in said


@pytest.mark.parametrize(
    ("observed", "said"),
    [
        (0.36, "The crime records given may not cover 64% of the streets' length."),
        (0.9996, "The crime records given may not cover under 0.1% of the streets' length."),
    ],
)
def test_streets_far_from_any_record_are_not_given_to_another_force(observed, said):
    plan = plan_block()
    plan["town"] = {**plan["town"], "observed": observed}
    assert said in _read(plan)
    assert "another force" not in _read(plan)
    assert "The crime files given may not cover" in " ".join(headlines(plan))


@pytest.mark.parametrize(("unknown", "said"), [(1.0, "For all of the"), (0.514, "For 51% of the")])
def test_unknown_light_is_said_by_length(unknown, said):
    plan = plan_block()
    lit = {"yes": 1 - unknown, "no": 0.0, "unknown": unknown}
    plan["town"] = {**plan["town"], "lit": lit}
    assert f"{said} streets' length light is not known." in _read(plan)
    assert "100" not in _of(plan, "What is not")


@pytest.mark.parametrize(
    ("unsure", "said"),
    [(2, "That includes all the plan's 2 places:"), (1, "That includes 1 of the plan's 2 places:")],
)
def test_places_to_be_looked_at_first_are_counted(unsure, said):
    options = [option(k, survey_first=k < unsure) for k in range(2)]
    assert said in _read(plan_block() | {"options": options})


def test_no_place_to_be_looked_at_is_not_spoken_of():
    options = [option(0, survey_first=False)]
    assert "look there" not in _read(plan_block() | {"options": options})


@pytest.mark.parametrize("aim", AIMS)
def test_page_one_is_short_enough_for_one_sheet(aim):
    many = [option(k, street=f"Long Winding Street {chr(65 + k)}") for k in range(26)]
    plan = plan_block(aim=aim) | {"options": many}
    words = " ".join(f"{answer.question} {' '.join(answer.sentences)}" for answer in front(plan))
    assert len(words.split()) < 260
    sentences = re.split(r"(?<=[.?:])\s", words)
    assert max(len(each.split()) for each in sentences) <= 32


def test_page_one_is_short_enough_with_every_term_of_money_too():
    """Dated budgets of two years, match, contingency, counters, and running costs nobody pays."""
    rows = [budget_row(year, "capital", 6000.0, 5000.0) for year in (2026, 2027)]
    limits = limits_block(7564.18, match_share=0.5, contingency_gbp=1840.0, match_gbp=7564.18)
    many = [option(k, street=f"Long Winding Street {chr(65 + k)}") for k in range(26)]
    for aim in ("harm", "felt"):
        plan = plan_block(aim=aim, budgets=rows, limits=limits) | {"options": many}
        plan["town"] = {**plan["town"], "observed": 1.0}
        words = " ".join(f"{each.question} {' '.join(each.sentences)}" for each in front(plan))
        assert "has no payer yet" in words
        assert "With £1,840 more held back for the unforeseen" in words
        assert len(words.split()) < 260


@pytest.mark.parametrize("aim", AIMS)
@pytest.mark.parametrize("options", [0, 1, 2])
def test_no_figure_on_page_one_stands_without_its_unit(aim, options):
    said = _read(plan_block(options, aim=aim))
    for match in re.finditer(r"(?<![\w£.,])(£?)-?(£?)\d[\d,.]*\d|(?<![\w£.,])(£?)\d", said):
        before, after = said[max(match.start() - 4, 0) : match.start()], said[match.end() :]
        money = "£" in match[0] or "£" in before
        assert money or re.match(rf"\s?(?:{UNITS})", after), (match[0], after[:20])


def test_shares_of_streets_say_that_they_go_by_length():
    said = " ".join(headlines(plan_block()))
    assert "Of the streets' length 48% is known to be lit and under 0.1% to be dark" in said


def test_an_interval_below_zero_says_what_that_means():
    said = " ".join(headlines(plan_block()))
    assert (
        "It is expected to avert £1,020 of harm a year, once people have chosen their ways anew. "
        "The interval, which holds 95% of 200 joint draws of everything uncertain, runs from "
        "-£1,130 to £3,970: below zero means more harm than without the plan, and that cannot "
        "be ruled out. Of that spread, 58% rests on assumptions."
    ) in said
    assert "it is worth more than it costs in none of those draws" in said


def _lit_proven(after, bound):
    shares = {"before": 0.2149, "after": after, "bound": bound}
    ends = {"before": [0.11, 0.47], "after": [0.27, 0.66]}
    lit = {"before": [0.14, 0.41], "after": [0.3, 0.6], "interval": ends, "if_ways_stay": shares}
    return plan_block(aim="lit-walks", budget_gbp=450_000, lit_walks=lit)


def test_what_no_plan_can_pass_is_said_of_walks_lit_all_the_way():
    """The plan rounded down and the bound up: no tenth is claimed that was not proven."""
    plan = _lit_proven(0.38069, 0.38311)
    said = (
        "With light as assumed and ways as now, 38% of walks home would be lit all the way, from "
        "21.4%; no plan for £450,000 could pass 38.4%."
    )
    assert said in arithmetic(plan)
    assert (
        "with the plan the share lies at 30.0% to 60.0%, as all of unknown light is dark or lit "
        "(95% of draws: 27.0% to 66.0%)."
    ) in arithmetic(plan)
    assert said in _of(plan, "How sure")


def test_a_loose_proof_of_lit_walks_is_told_by_its_gap_alone():
    plan = _lit_proven(0.36, 0.39)
    assert "no plan for" not in arithmetic(plan) + _read(plan)


def test_what_is_not_claimed_is_said():
    plan = plan_block(aim="lit-walks")
    plan["averted_fixed_flow"] = {**plan["averted_fixed_flow"], "gap": None}
    assert "not claimed for this aim" in arithmetic(plan)
    assert "We do not claim that no plan could do better." in _read(plan)
