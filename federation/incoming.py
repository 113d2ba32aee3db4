"""A request as it arrived, with nothing of the web framework left on it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Incoming:
    """Method, request target (path and query as received), headers in order with lower-case names, and the body."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def values(self, name: str) -> list[str]:
        """Every value of a header, in order."""
        return [value for header, value in self.headers if header == name]

    def fields(self) -> dict[str, str]:
        """Headers by name; repeated ones joined with a comma and a space (RFC 9110 section 5.2)."""
        fields: dict[str, str] = {}
        for name, value in self.headers:
            fields[name] = f"{fields[name]}, {value.strip()}" if name in fields else value.strip()
        return fields
