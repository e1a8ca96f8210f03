"""Invented names for streets and venues; any likeness to a real place is chance."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from homeward.example.layout import Layout
from homeward.kit.arrays import Texts

__all__ = ["street_names", "venue_names"]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_STEMS: Final = _words(
    """
    Alder Ash Apple Barley Bellow Birch Bracken Bramble Brook Bruntoft Burdock Cairn
    Candle Carder Catkin Chandler Clover Cooper Copse Cornel Cotter Cragside Crofter
    Curlew Dale Damson Drover Dunlin Elder Ember Farrier Fenwith Fern Fletcher Foxglove
    Fuller Furrow Garland Garth Glover Gorse Granary Hallow Harrow Hawthorn Hazel Heather
    Heron Hollin Holly Hopyard Hurdle Ivy Juniper Kestrel Kiln Lapwing Larch Larkfield
    Laurel Linnet Ling Loom Lowther Lumb Maltster Marl Meadow Medlar Merlin Millstone
    Mistle Moss Oakwell Orchard Osier Otter Paddock Pargeter Pearl Pinfold Plover Poplar
    Primrose Quince Raven Redstart Reed Rosehill Rowan Rush Saddler Sallow Sandpiper Sedge
    Shearer Skylark Sorrel Spinner Starling Swallow Tansy Tanner Teasel Thistle Thorn
    Tiller Vetch Wainwright Warbler Weaver Wheelwright Whin Willow Withy Woodpigeon Wren
    Yarrow Yew
    """
)
_ENDINGS: Final = {
    "centre": ("Street", "Lane", "Row", "Yard", "Gate", "Passage", "Place"),
    "terrace": ("Street", "Terrace", "Road", "View"),
    "suburb": ("Road", "Avenue", "Drive", "Crescent", "Gardens", "Grove"),
    "estate": ("Close", "Way", "Walk", "Court", "Drive", "Rise", "Garth"),
    "campus": ("Walk", "Way", "Square"),
}
_NAMED: Final = ("residential", "campus")
_SIGNS: Final = _words(
    """
    Anchor Anvil Barge Beehive Bellows Bobbin Brewers Bridge Bull Candlestick Carpenters
    Chequers Cinder Cock Compasses Cross Crown Dolphin Drovers Duke Eagle Falcon Ferryman
    Fiddle Fleece Fountain Fox Globe Grapes Griffin Hare Hop Horseshoe Jubilee Junction
    Kings Lamb Lantern Lighterman Loom Malt Navigation Oak Old Packhorse Pelican Plough
    Queens Quoit Railway Raven Ropemakers Rose Ship Signal Star Swan Talbot Tanners
    Thistle Turnpike Wagon Weavers Wheatsheaf Windmill Woolpack Wharf Abacus Amber Basil
    Copper Ginger Juniper Kasbah Lemon Marble Mulberry Neon Olive Pepper Quay Saffron
    Sahara Tamarind Velvet Vault Zest
    """
)


def street_names(layout: Layout, rng: np.random.Generator) -> Texts:
    """A name for each segment, `""` for alleys and paths without one; no two streets share one."""
    deck = _deck(rng)
    named: dict[int, str] = {}
    names = []
    for segment, street in enumerate(layout.street.tolist()):
        if layout.block[segment] < 0:
            names.append(str(layout.main[segment]))
        elif layout.kind[segment] not in _NAMED:
            names.append("")
        else:
            if street not in named:
                named[street] = deck[str(layout.style[layout.block[segment]])].pop()
            names.append(named[street])
    return np.array(names)


def _deck(rng: np.random.Generator) -> dict[str, list[str]]:
    """Shuffled street names for each style; longer ones stand at the bottom, used last."""
    decks = {}
    for style, endings in _ENDINGS.items():
        plain = [f"{stem} {ending}" for stem in _STEMS for ending in endings]
        more = [f"{side} {name}" for side in ("Upper", "Lower") for name in plain]
        decks[style] = [*rng.permutation(more).tolist(), *rng.permutation(plain).tolist()]
    return decks


def venue_names(kinds: Sequence[str], rng: np.random.Generator) -> list[str]:
    """A name for each venue, none given twice to one kind."""
    signs = {kind: rng.permutation(_SIGNS).tolist() for kind in sorted(set(kinds))}
    seen: dict[str, int] = {}
    names = []
    for kind in kinds:
        nth = seen.get(kind, 0)
        seen[kind] = nth + 1
        sign = signs[kind][nth % len(_SIGNS)]
        names.append(
            f"The {sign}" if kind in ("pub", "bar") else f"{sign} {_LABEL.get(kind, 'House')}"
        )
    return names


_LABEL: Final = {
    "nightclub": "Rooms",
    "restaurant": "Kitchen",
    "fast_food": "Grill",
    "cafe": "Café",
    "theatre": "Theatre",
    "cinema": "Picture House",
    "hotel": "Hotel",
    "social_club": "Social Club",
    "shop": "Stores",
}
