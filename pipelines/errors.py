"""What can go wrong in a step without a fault in Segue, as far as several steps share it."""

INTERRUPTED = 130
"""The exit status of a command that Ctrl-C or SIGTERM ended, as shells have it."""


class StepError(Exception):
    """A step cannot be done as it was asked for: the message alone tells the user why, and what to do."""


class CollectionError(StepError):
    """A collection cannot be imported."""
