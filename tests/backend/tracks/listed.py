"""What GET /tracks lists, as its tests ask for it."""

from fastapi.testclient import TestClient


def ids(client: TestClient, **parameters: str | int) -> list[int]:
    """Return the ids of the tracks on the first page."""
    return [track["id"] for track in client.get("/tracks", params=parameters).json()["items"]]


def follow_pages(client: TestClient, limit: int, **parameters: str | int) -> list[int]:
    """Return the ids of the tracks on all pages of `limit`."""
    found: list[int] = []
    page = {"limit": limit, **parameters}
    while len(found) < 1_000:
        answer = client.get("/tracks", params=page).json()
        found += [track["id"] for track in answer["items"]]
        if answer["next"] is None:
            break
        page["cursor"] = answer["next"]
    return found
