"""Entity tags: whether the client already has what it asks for (RFC 9110, section 8.8.3)."""


def is_known(if_none_match: str | None, *etags: str) -> bool:
    """Tell whether an `If-None-Match` header names one of `etags`, each in its double quotes."""
    if if_none_match is None:
        return False
    known = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in known or any(etag in known for etag in etags)
