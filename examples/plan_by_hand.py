"""A plan small enough to check with a pencil: three streets, three things to buy.

Ten offences a year are recorded on each street. Lamps on street 0 take away 20% of its offences
and cost £3,000; lamps on street 1 take away 30% and cost £5,000. A camera sees streets 0 and 2,
takes away 10% of what is left on both, and costs £4,000. What can £8,000 do? Either lamps on both
streets (2 + 3 = 5 offences a year) or the camera with the lamps on street 0 (2 + 0.8 + 1 = 3.8).
"""

import numpy as np

import homeward as hw

NAMES = ("lamps on street 0", "lamps on street 1", "a camera on streets 0 and 2")
LAMPS, CAMERAS = 0, 1

PROBLEM = hw.plan.Problem(
    weight=np.array([10.0, 10.0, 10.0]),  # offences a year on each street
    number=np.arange(3),
    start=np.array([0, 1, 2, 4]),  # option i has links start[i]:start[i + 1]
    element=np.array([0, 1, 0, 2]),
    fall=np.array([0.2, 0.3, 0.1, 0.1]),
    family=np.array([LAMPS, LAMPS, CAMERAS]),
    unit="offences a year",
)

LIMITS = hw.plan.Limits(
    cost_pence=np.array([[300_000, 500_000, 400_000]]),
    budget_pence=np.array([800_000]),
    budgets=("the budget",),
    units=np.ones(3),
    measure=np.array([LAMPS, LAMPS, CAMERAS]),
    measures=("lamps", "cameras"),
    at_least=np.zeros(2),
    at_most=np.full(2, np.inf),
    must=np.zeros(3, dtype=np.bool_),
    avoid=np.zeros(3, dtype=np.bool_),
)


def main() -> None:
    """Print the plan, what it averts, and what no plan within the limits can exceed."""
    choice = hw.plan.choose(PROBLEM, LIMITS)
    for option, marginal in zip(choice.chosen, choice.marginal, strict=True):
        print(f"buy {NAMES[option]}: averts {marginal:.2f} {PROBLEM.unit}")
    print(f"in all {choice.value:.2f} for £{choice.spent_pence[0] / 100:,.0f}")
    print(f"no plan within these limits averts more than {choice.bound:.2f}")


if __name__ == "__main__":
    main()
