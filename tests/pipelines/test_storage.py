"""What the pipelines make of a database that they open."""

from backend.domain.indexes import INDEXES
from pipelines.storage import Storage, prepare_storage


def test_the_pipelines_make_the_indexes_that_the_service_reads_by_and_no_others(storage: Storage) -> None:
    storage.tracks.create_index("read_by_an_older_segue")
    prepare_storage(storage)
    for collection, indexes in INDEXES.items():
        made = [index["key"] for index in storage[collection].index_information().values()]
        wanted = [[("_id", 1)], *(index.keys for index in indexes)]
        assert sorted(made) == sorted(wanted), collection


def test_the_pipelines_make_the_tracks_of_small_pages(storage: Storage) -> None:
    prepare_storage(storage)
    assert "leaf_page_max=8KB" in storage.command("collStats", "tracks")["wiredTiger"]["creationString"]
