"""Shows a scorecard as a table on the terminal: a column a recipe, a row a figure."""

from collections.abc import Callable

from rich.table import Table

from pipelines.evaluation.measures import Estimate
from pipelines.evaluation.scorecard import RecipeScores, Scorecard

Figure = Estimate | float | int | None

_ROWS: list[tuple[str, Callable[[RecipeScores], Figure], Callable[[RecipeScores], Figure] | None]] = [
    ("Ten nearest of all tracks, artists held out", lambda _: None, None),
    ("  share a genre", lambda one: one.among_all.genre, lambda one: one.among_all.genre_chance),
    ("  share the mood", lambda one: one.among_all.mood, lambda one: one.among_all.mood_chance),
    ("  hub", lambda one: one.among_all.hub, None),
    ("  never", lambda one: one.among_all.never, None),
    ("Ten nearest of unseen tracks only", lambda _: None, None),
    ("  share a genre", lambda one: one.among_unseen.genre, lambda one: one.among_unseen.genre_chance),
    ("  share the mood", lambda one: one.among_unseen.mood, lambda one: one.among_unseen.mood_chance),
    ("  hub", lambda one: one.among_unseen.hub, None),
    ("  never", lambda one: one.among_unseen.never, None),
    ("Clusters", lambda _: None, None),
    ("  number", lambda one: one.clusters.k, None),
    ("  purity, artists held out", lambda one: one.held_out_purity, None),
    ("  purity", lambda one: one.clusters.purity, None),
    ("  NMI", lambda one: one.clusters.nmi, None),
    ("  silhouette", lambda one: one.clusters.silhouette, None),
    ("  lookup recall", lambda one: one.clusters.lookup_recall, lambda one: one.clusters.lookup_share),
    ("  coverage", lambda one: one.clusters.coverage, None),
    ("  variety", lambda one: one.clusters.variety, None),
    ("Simulated listeners, lists of 20", lambda _: None, None),
    ("  one taste: in taste", lambda one: one.simulated.one_taste, lambda one: one.simulated.one_taste_chance),
    ("  two tastes: in taste", lambda one: one.simulated.two_tastes, None),
    ("  two tastes: the lesser", lambda one: one.simulated.lesser_taste, None),
    ("  two tastes: the lesser only", lambda one: one.simulated.lesser_taste_only, None),
    ("  a style before a skip", lambda one: one.simulated.skipped_before, None),
    ("  and after", lambda one: one.simulated.skipped_after, None),
    ("  what remains of it", lambda one: one.simulated.skipped_remains, None),
    ("  finds the same artist", lambda one: one.simulated.same_artist, lambda one: one.simulated.same_artist_chance),
    ("  rules broken", lambda one: one.simulated.broken_rules, None),
]
"""Of each row: its words, its figure, and what it stands beside (chance, or the share of tracks that were read)."""


_LEGEND = """In round brackets stands the 95 % interval, in square ones what chance would give, or what was read.
hub: skewness of how often a track is among the ten nearest of others, 0 being even; never: tracks nobody is near to.
purity: tracks of the commonest genre of their cluster; NMI: how much clusters tell of genres; silhouette: how far apart
they are; lookup recall: how many of the 20 nearest a lookup finds; coverage: tracks that are recommended to anyone;
variety: how unlike two tracks of a list are; what remains: of a style's share of the list, once a track is skipped.
Shares, recall, coverage and variety are best at 1; hub, never, what remains and rules broken at 0."""


def tabulate_scorecard(card: Scorecard) -> Table:
    """Return the scorecard as a table: estimates with their 95 % intervals, in brackets what chance would give."""
    subject = f"{card.subject}, genres kept from the recipes" if card.unlabelled else card.subject
    title = f"{subject}: {card.tracks} tracks, {card.folds} folds of artists, dealt {len(card.fold_seeds)} times"
    table = Table(title=title, title_justify="left", caption=_LEGEND, caption_justify="left", box=None)
    table.add_column("")
    for one in card.recipes:
        table.add_column(one.recipe)
    for words, read, read_beside in _ROWS:
        cells = [_phrase(read(one), read_beside(one) if read_beside else None) for one in card.recipes]
        if any(cells) or not words.startswith(" "):
            table.add_row(words, *cells)
    return table


def _phrase(figure: Figure, beside: Figure) -> str:
    if figure is None:
        return ""
    if isinstance(figure, int):
        return str(figure)
    if isinstance(figure, Estimate):
        words = f"{figure.value:.3f} ({figure.low:.3f} to {figure.high:.3f})"
    else:
        words = f"{figure:.3f}"
    return f"{words} [{beside:.3f}]" if isinstance(beside, float) else words
