"""What each option bought adds to those bought before it, in any one world, at its flows.

Letters used for shapes: R streets that the plan reaches, G offence groups, X sexes, B bands,
C options in the order bought, K their links.
"""

from homeward.kit.arrays import Floats
from homeward.measures import Values
from homeward.risk import Felt
from homeward.study.case import Case, felt_strength, felt_taken, strength_in
from homeward.study.light import Light
from homeward.study.stakes import Effects, felt_km, share_of_hours
from homeward.study.turns import added

__all__ = ["felt_at_stake", "felt_each", "harm_at_stake", "harm_each"]


def harm_each(case: Case, harm_gbp: Floats, effects: Effects, light: Light) -> Floats:
    """Pounds of harm a year that each option averts beside those before it, shape (C,).

    `harm_gbp` is what there is a year on the streets reached, (R, G, B). Ways are as before the
    plan and nothing spills over: so is it counted where the plan is chosen.
    """
    fall, stake = harm_at_stake(case, harm_gbp, effects, light)
    return added(case.turns, fall, stake, len(case.chosen))


def harm_at_stake(
    case: Case, harm_gbp: Floats, effects: Effects, light: Light
) -> tuple[Floats, Floats]:
    """Share of each kind of offence in each band that each link takes away, and what there is.

    Shapes (K, G B) and (R, G B).
    """
    strength = strength_in(case, light, case.options.strength)
    fall = effects.harm[case.links.place][:, :, None] * strength[:, None, :]
    parts = harm_gbp.shape[1] * harm_gbp.shape[2]
    return fall.reshape(len(fall), parts), harm_gbp.reshape(len(harm_gbp), parts)


def felt_each(case: Case, values: Values, felt: Felt, effects: Effects, light: Light) -> Floats:
    """Kilometres a year less walked feeling unsafe by each option beside those before it, (C,).

    On the walks people would make if they did not fear the dark: so is it counted where the
    plan is chosen.
    """
    fall, stake = felt_at_stake(case, values, felt, effects, light)
    return added(case.turns, fall, stake, len(case.chosen))


def felt_at_stake(
    case: Case, values: Values, felt: Felt, effects: Effects, light: Light
) -> tuple[Floats, Floats]:
    """Share of what is felt that each link takes away, (K, X), and what there is, (R, X)."""
    km = felt_km(case.streets, case.before, values, case.reached)
    strength = strength_in(case, light, felt_strength(case))
    fall = felt_taken(case, felt, effects, light) * share_of_hours(km[case.turns.street], strength)
    return fall, km.sum(axis=2) * felt.p_dark[case.reached]
