"""What GET /tracks lists, as its tests ask for it."""

from fastapi.testclient import TestClient


def ids(client: TestClient, **parameters: str | int) -> list[int]:
    """Return the ids of the tracks on the first page."""
    return [track["id"] for track in client.get("/tracks", params=parameters).json()["items"]]
