"""How many of the truly nearest tracks a lookup by clusters finds, and how long it and others take."""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from backend.domain.catalogue import Catalogue

QUERIES = 200
NEAREST = 20
LOOKUP = "Segue: nearest clusters"

Found = NDArray[np.int64]
Find = Callable[[int], Found]


def compare_lookups(catalogue: Catalogue) -> dict[str, dict[str, float]]:
    """Return, by method, the share of the 20 nearest tracks that it finds and its median milliseconds a query."""
    rows = np.random.default_rng(7).integers(len(catalogue), size=QUERIES)
    # By plain distances, as others know no relief from hubs.
    plain = replace(catalogue, relief=np.zeros_like(catalogue.relief))

    def search_all(row: int) -> Found:
        squares = ((plain.vectors - plain.vectors[row]) ** 2).sum(axis=1)
        return _drop(row, np.argpartition(squares, min(NEAREST, len(squares) - 1))[: NEAREST + 1])

    def look_up(row: int) -> Found:
        return _drop(row, plain.find_nearest(plain.vectors[row], NEAREST + 1)[0])

    truth, exact_ms = _ask(search_all, rows)
    methods: dict[str, Find] = {LOOKUP: look_up, **_offer_faiss(catalogue)}
    found = {"NumPy, all tracks": {"recall": 1.0, "milliseconds": exact_ms}}
    for name, find in methods.items():
        answers, milliseconds = _ask(find, rows)
        shares = [np.isin(true, answer).mean() for true, answer in zip(truth, answers, strict=True)]
        found[name] = {"recall": float(np.mean(shares)), "milliseconds": milliseconds}
    return found


def _ask(find: Find, rows: NDArray[np.int64]) -> tuple[list[Found], float]:
    answers, taken = [], []
    for row in rows:
        started = time.perf_counter()
        answers.append(find(int(row)))
        taken.append((time.perf_counter() - started) * 1000)
    return answers, float(np.median(taken))


def _drop(row: int, found: Found) -> Found:
    others: Found = found[found != row][:NEAREST]
    return others


def _offer_faiss(catalogue: Catalogue) -> dict[str, Find]:
    """Return faiss's inverted file, with as many clusters, at several widths of search; nothing where it is not."""
    try:
        import faiss  # type: ignore[import-not-found]  # noqa: PLC0415 - a yardstick, where there is one
    except ImportError:
        return {}
    faiss.omp_set_num_threads(1)
    dims = catalogue.vectors.shape[1]
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(dims), dims, catalogue.cluster_count)
    index.train(catalogue.vectors)
    index.add(catalogue.vectors)

    def search(row: int, width: int) -> Found:
        index.nprobe = width
        found: Found = index.search(catalogue.vectors[row : row + 1], NEAREST + 1)[1][0]
        return _drop(row, found)

    return {f"faiss IVF, {width} clusters": partial(search, width=width) for width in (4, 8, 16)}
