"""Who is calling: turns a token into a listener, and makes new listeners."""

import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from pydantic import BaseModel

from backend.database import Database
from backend.errors import UnauthorizedError
from backend.listeners import store

COOKIE = "segue_listener"
TOKEN_LIFETIME = timedelta(days=400)
"""A token that was not used for so long is refused: 400 days is the longest that browsers keep a cookie."""

_SEEN_PRECISION = timedelta(days=1)


class Listener(BaseModel):
    """Who is calling, how often their history changed, and whether their cookie is due again, as once a day."""

    id: UUID
    revision: int = 0
    cookie_is_due: bool = False


class NewListener(BaseModel):
    """A listener who was just made, and the token that is shown once."""

    listener_id: UUID
    token: str


async def create_listener(database: Database) -> NewListener:
    """Make a listener; only the SHA-256 of the token is kept."""
    token = secrets.token_urlsafe(32)
    listener_id = uuid4()
    await store.insert_listener(database, listener_id, _hash_token(token), datetime.now(UTC))
    return NewListener(listener_id=listener_id, token=token)


async def identify_listener(database: Database, token: str, *, by_cookie: bool) -> Listener:
    """Return the listener whose token this is.

    Raises:
        UnauthorizedError: nobody's token, or not used for longer than TOKEN_LIFETIME. A refused cookie is
            deleted with the answer, so that the browser can start anew.
    """
    now = datetime.now(UTC)
    found = await store.find_listener(database, _hash_token(token))
    if found is None or now - found.last_seen > TOKEN_LIFETIME:
        headers = {"WWW-Authenticate": "Bearer"}
        if by_cookie:
            headers["Set-Cookie"] = f"{COOKIE}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax"
        raise UnauthorizedError(
            "This token is wrong or has expired. POST /listeners makes a new listener.", headers=headers
        )
    was_away = now - found.last_seen > _SEEN_PRECISION
    if was_away:
        await store.mark_seen(database, found.id, now)
    return Listener(id=found.id, revision=found.revision, cookie_is_due=by_cookie and was_away)


async def erase_expired(database: Database) -> None:
    """Erase the listeners whose token has expired: nobody could export or erase what is theirs any more."""
    for listener_id in await store.find_listeners_unseen_since(database, datetime.now(UTC) - TOKEN_LIFETIME):
        await store.delete_listener(database, listener_id)


def _hash_token(token: str) -> str:
    # A token is 256 random bits, so a plain digest cannot be guessed back; no salt or slow hash is needed.
    return hashlib.sha256(token.encode()).hexdigest()
