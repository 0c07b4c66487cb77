"""Erases what a listener heard."""

from uuid import UUID

from backend.database import Database
from backend.listeners.store import note_change
from backend.plays.store import delete_plays


async def erase_history(database: Database, listener: UUID) -> None:
    """Erase every play of the listener; their ratings stay."""
    await delete_plays(database, listener)
    await note_change(database, listener)
