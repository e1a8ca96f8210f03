"""Give Homeward a price and an effect that it lacks, and see what becomes possible."""

import homeward as hw

# Invented for this example: put your own in their place, and say where they come from.
YOURS = """
[measure.patrol_uniformed]
yearly = { gbp = 58, low = 50, high = 70, price_year = 2024, source = "an invented finance team" }
harm.robbery = { ratio = 0.84, low = 0.70, high = 1.00, source = "an invented reading" }

[assumption."felt.theta"]
central = 0.4
low = 0.2
high = 0.6
source = "an invented survey"
"""


def main() -> None:
    """Print what a measure lacks without and with the figures above, and what was replaced."""
    shipped = {each.key: each for each in hw.measures.catalogue()}
    for measure in hw.measures.catalogue(YOURS):
        if measure.yours:
            print(f"{measure.label} lacked: {'; '.join(shipped[measure.key].missing)}.")
            print(f"With your figures it lacks: {'; '.join(measure.missing) or 'nothing'}.")
    theta = hw.measures.assumptions(YOURS).by_name["felt.theta"]
    print(f"{theta.text}: {theta.central} ({theta.low} to {theta.high}), {theta.grade}")


if __name__ == "__main__":
    main()
