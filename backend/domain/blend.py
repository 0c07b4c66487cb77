"""Tracks like some and unlike others, without a history."""

from collections.abc import Collection, Sequence

import numpy as np

from backend.domain.catalogue import Catalogue
from backend.domain.proposals import Proposal, propose_for_tastes
from backend.domain.ranking import EVENNESS, Ranked, admit, explain, take_in_turns
from backend.domain.selection import Selection, Strictness
from backend.domain.taste import DISLIKED, LIKED, find_aversions, find_tastes


def blend(
    catalogue: Catalogue,
    like: Sequence[int],
    unlike: Sequence[int],
    count: int,
    unavailable: Collection[int] = (),
) -> list[Ranked]:
    """Return `count` tracks that sound like some of `like` and unlike all of `unlike`, or as many as there are.

    What is to be liked makes tastes as a listener's likes do, what is not aversions as dislikes do. In a history a
    dislike also weakens the taste that it resembles; here it does not, as both were asked for. Neither a named track
    nor an `unavailable` one is among the answer; without a placed track to be like there is none.
    """
    tastes = find_tastes(dict.fromkeys(like, LIKED), catalogue)
    aversions = find_aversions(dict.fromkeys(unlike, DISLIKED), catalogue)
    selection = _open_selection(catalogue, like, [*unlike, *unavailable])
    shares = np.array([taste.weight for taste in tastes], dtype=np.float32) ** EVENNESS
    chosen: list[Proposal] = []
    for strictness in Strictness:
        selection.relax(strictness)
        admitted = [admit(stream, selection) for stream in propose_for_tastes(tastes, aversions, catalogue)]
        chosen += take_in_turns(admitted, shares, count - len(chosen), selection)
    return explain(chosen, catalogue)


def _open_selection(catalogue: Catalogue, like: Sequence[int], others: Sequence[int]) -> Selection:
    # As if they had just been heard: other recordings of them stay out, and their artists do not fill the list.
    heard = catalogue.rows_of(like)
    barred = catalogue.rows_of([*like, *others])
    return Selection(catalogue, heard[heard >= 0].tolist(), {*barred.tolist()})
