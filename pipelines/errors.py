"""The base of what can go wrong in a step without a fault in Segue."""


class StepError(Exception):
    """A step cannot be done as it was asked for: the message alone tells the user why, and what to do."""
