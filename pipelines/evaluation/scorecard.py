"""What an evaluation finds out, as it is stored, printed as JSON and shown."""

from pydantic import BaseModel, Field

from pipelines.evaluation.measures import Estimate


class NeighbourScores(BaseModel):
    """The ten nearest tracks by other artists of every held-out track."""

    genre: Estimate | None = Field(description="Share that has a genre in common with the query.")
    genre_chance: float | None = Field(description="The same, expected of tracks drawn at random.")
    mood: Estimate | None = Field(description="Share that has the query's mood, where moods are known.")
    mood_chance: float | None
    hub: float = Field(description="Skewness of how often a track is among the ten: 0 is even.")
    never: float = Field(description="Share of tracks that are among nobody's ten.")


class ClusterScores(BaseModel):
    """The clusters of a model of all tracks, whose labels it knows, and what is recommended from them."""

    k: int
    purity: float | None = Field(description="Share of tracks of the commonest main genre of their cluster.")
    nmi: float | None = Field(description="Normalised mutual information of clusters and main genres.")
    silhouette: float | None
    lookup_share: float = Field(description="Share of the tracks that a lookup reads at least, a cluster at a time.")
    lookup_recall: float = Field(description="Share of the 20 nearest of an exhaustive search that it finds.")
    coverage: float = Field(description="Share of tracks recommended to anyone, of listeners who heard a track each.")
    variety: float = Field(description="Mean dissimilarity, from 0 to 1, of two tracks of a list of 20.")


class SimulatedListeners(BaseModel):
    """Lists of 20 for simulated listeners, who heard held-out tracks. Nobody listened."""

    one_taste: Estimate | None = Field(description="Share in taste, having heard four tracks of a genre.")
    one_taste_chance: float | None
    two_tastes: Estimate | None = Field(description="Share in either taste, having heard four tracks of each of two.")
    lesser_taste: Estimate | None = Field(description="Share of the lesser of the two.")
    lesser_taste_only: Estimate | None = Field(description="The same, of tracks that belong to one of the two only.")
    skipped_before: Estimate | None = Field(description="Share of a style just before a track of it is skipped.")
    skipped_after: Estimate | None = Field(description="Its share of the very next answer.")
    skipped_remains: float | None = Field(description="The latter as a share of the former.")
    same_artist: Estimate | None = Field(description="Share of lists that hold a certain other track of the artist.")
    same_artist_chance: float | None
    broken_rules: float = Field(description="Share of lists that repeat what was heard, or an artist too often.")


class RecipeScores(BaseModel):
    """A recipe, by cross-validation with whole artists held out; `clusters` alone is of a model of all tracks."""

    recipe: str
    features: dict[str, int] = Field(description="The feature sets that it is made from, each with its version.")
    tracks: int
    among_all: NeighbourScores = Field(description="Held-out tracks find neighbours among all tracks.")
    among_unseen: NeighbourScores = Field(description="Held-out tracks find neighbours among each other only.")
    held_out_purity: float | None = Field(
        description="Share of held-out tracks that have the commonest genre of the cluster where they fall."
    )
    clusters: ClusterScores
    simulated: SimulatedListeners


class Scorecard(BaseModel):
    """The scores of one or more recipes on one collection.

    Every figure is a mean over the fold seeds, and an interval draws whole artists (listeners, for lists) again.
    """

    subject: str = Field(description="What was measured: the collection, or the table of labelled clips.")
    unlabelled: bool = Field(False, description="Whether genres were kept from the recipes, and only measured.")
    tracks: int
    folds: int
    fold_seeds: list[int]
    recipes: list[RecipeScores]
