"""What can go wrong in a step without a fault in Segue, as far as several steps share it."""


class StepError(Exception):
    """A step cannot be done as it was asked for: the message alone tells the user why, and what to do."""


class CollectionError(StepError):
    """A collection cannot be imported."""
