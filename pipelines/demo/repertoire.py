"""The demo's repertoire: eight styles, three made-up artists in each, their albums and 72 titles."""

from dataclasses import dataclass
from typing import TypeAlias

Album: TypeAlias = tuple[str, int, tuple[str, ...]]
"""Title, year and the titles of its pieces."""


@dataclass(frozen=True)
class Piece:
    """One piece to compose: whose it is and where it stands."""

    style: str
    hand: int
    """Which of the style's three artists plays it."""
    artist: str
    album: str
    year: int
    number: int
    title: str


_DISCOGRAPHY: dict[str, dict[str, tuple[Album, ...]]] = {
    "Ambient": {
        "Larkfold": (("Slow Meridian", 2021, ("Glass Before Rain", "Fields at Four", "The Long Exhale")),),
        "Ninebell Harbour": (
            ("Low Water", 2019, ("Buoys in Fog", "Tide Table")),
            ("Signal Lamps", 2022, ("Last Ferry, No Wind",)),
        ),
        "Paleweather Society": (("Almanac", 2020, ("White Noon", "Barometer Dreams", "Snow on the Receiver")),),
    },
    "House": {
        "Velvet Turnstile": (("Night Fares", 2022, ("Platform Glow", "Exact Change", "Mirror Escalator")),),
        "Kilo Marzipan": (
            ("Sugar Arithmetic", 2021, ("Almond Circuit", "Carry the One")),
            ("Icing", 2023, ("Soft Peaks",)),
        ),
        "Tangent Lido": (("Poolside Geometry", 2020, ("Deep End Chorus", "Sine of Summer", "Towel on the Rail")),),
    },
    "Chiptune": {
        "Sprite Ledger": (("Save Slot Three", 2018, ("Coin for the Ferryman", "Warp Pantry", "Pixel Orchard")),),
        "Byteberry Jam": (
            ("Boss Picnic", 2020, ("Jelly Fortress", "Run, Little Cursor")),
            ("Bonus Stage", 2021, ("Eight Spoons",)),
        ),
        "Sixteen Lanterns": (("Tiny Odyssey", 2019, ("Paper Dragon", "Moonbase Bakery", "Credits at Dawn")),),
    },
    "Solo Piano": {
        "Quiet Hammers": (("Rooms With Doors Open", 2017, ("Linen", "A Letter Unsent", "Morning Stairs")),),
        "Waltz Cabinet": (
            ("Turning Figures", 2018, ("Clockwork Swans", "Third Dance in Grey")),
            ("Music Box Repairs", 2020, ("The Missing Tooth",)),
        ),
        "Northlight Upright": (("Bright Wood", 2021, ("Kite Weather", "Orange Peel", "Bicycle Downhill")),),
    },
    "Folk": {
        "Thistle Wicket": (("Gate Songs", 2016, ("Over the Stile", "Wren in the Woodpile", "Heather Mile")),),
        "Barley Compass": (
            ("Roads Made of Weather", 2019, ("Three Field Waltz", "Copper Kettle Morning")),
            ("Home by the Hedge", 2021, ("Lantern for Nobody",)),
        ),
        "Hobnail Sparrow": (("Dance Floor of Clover", 2020, ("Muddy Boots Reel", "Cider Step", "Jackdaw Jig")),),
    },
    "Drum and Bass": {
        "Rapid Heron": (("Wetlands at Speed", 2022, ("Reed Shadow", "Floodgate", "Skimming Stone")),),
        "Concrete Plover": (
            ("Ring Road", 2019, ("Underpass", "Sodium Lights")),
            ("Overflow Car Park", 2021, ("Level Minus Four",)),
        ),
        "Zero Culvert": (("Pressure Map", 2023, ("Isobar", "Drain the Sky", "Vector Falls")),),
    },
    "Lo-Fi Hip Hop": {
        "Dozy Pamphlet": (("Chapters Unread", 2020, ("Dog-Eared", "Rain on Page Nine", "Marginalia")),),
        "Teacup Cassette": (
            ("Side A, Sugar", 2021, ("Biscuit Crumbs", "Steam Window")),
            ("Side B, Milk", 2022, ("Rewind With a Pencil",)),
        ),
        "Marmalade Attic": (("Dust Motes", 2019, ("Box of Jumpers", "Skylight Nap", "Grandfather Radio")),),
    },
    "Choir and Organ": {
        "Vesper Quarry": (("Hewn", 2015, ("Stone Remembers", "Evening Lesson", "Arch by Arch")),),
        "Tallow Consort": (
            ("Candle Offices", 2018, ("First Watch", "Wick and Flame")),
            ("Procession", 2020, ("Door of the North",)),
        ),
        "Saint Nowhere Singers": (
            ("Hymns for Empty Maps", 2017, ("Uncharted", "Harbour of Light", "Amen for Travellers")),
        ),
    },
}


def list_pieces() -> list[Piece]:
    """Every piece of the demo, style by style; artists' names end with "(demo)"."""
    return [
        Piece(style, hand, f"{name} (demo)", album, year, number, title)
        for style, artists in _DISCOGRAPHY.items()
        for hand, (name, albums) in enumerate(artists.items())
        for album, year, titles in albums
        for number, title in enumerate(titles, start=1)
    ]
