"""Which bytes of a file a `Range` header asks for, after RFC 9110, section 14."""

import re

_SPECIFIER = re.compile(r"([0-9]+)-([0-9]*)|-([0-9]+)")
_MOST_DIGITS = 18
"""Enough for any file; Python refuses to read thousands of digits, which are well formed all the same."""


def read_ranges(wanted: str, size: int) -> list[tuple[int, int]] | None:
    """Return the parts of a file of `size` bytes that are asked for and exist, each as its first and last byte.

    None means that the header is to be ignored: its unit is not bytes, or it is not well formed. An empty list
    means that nothing of what it asks for exists (416).
    """
    unit, _, specifiers = wanted.partition("=")
    # A list may have empty elements (section 5.6.1.2).
    matches = [_SPECIFIER.fullmatch(one) for part in specifiers.split(",") if (one := part.strip(" \t"))]
    if unit.strip().lower() != "bytes" or not matches:
        return None
    found = []
    for match in matches:
        if match is None:
            return None
        first, last, suffix = (_read_position(digits) for digits in match.groups())
        if suffix is not None:
            found.append((size - min(suffix, size), size - 1))
        elif first is not None and last is not None and last < first:
            return None
        else:
            found.append((first or 0, size - 1 if last is None else min(last, size - 1)))
    return [(first, last) for first, last in found if first <= last]


def _read_position(digits: str | None) -> int | None:
    return int(digits.lstrip("0")[:_MOST_DIGITS] or 0) if digits else None
