"""Read a small map, build its streets, and say what is known of their light."""

from pathlib import Path

import homeward as hw

MAP = Path(__file__).with_name("village.osm")


def main() -> None:
    """Print the shares of light, and why each street counts as it does."""
    town = hw.read.town(MAP)
    streets = hw.streets.build(town)
    lit, dark, unknown = hw.streets.light_shares(streets)
    print(f"{streets.segments} segments, {streets.length_m.sum():.0f} m to walk")
    print(f"lit {lit:.0%}, dark {dark:.0%}, not known {unknown:.0%}")
    for segment in range(streets.segments):
        name = streets.names[streets.name[segment]]
        reason = streets.reasons[streets.lit_reason[segment]]
        print(f"  {name}: {reason} Chance that it is lit: {streets.p_lit[segment]:.0%}.")


if __name__ == "__main__":
    main()
