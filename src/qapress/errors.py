"""What can go wrong outside a text: one exception a kind, each with a message for a person."""

from __future__ import annotations


class QapressError(Exception):
    """A failure that the user can act on; its message says what, where and what to do."""


class ConfigError(QapressError):
    """The configuration, a layout or a user's schema is wrong."""


class UsageError(QapressError):
    """The command line asks for something that does not exist or does not fit together."""


class ReadError(QapressError):
    """A path cannot be read."""


class WriteError(QapressError):
    """A result cannot be written."""


class EngineError(QapressError):
    """A grammar engine is missing, does not start or does not answer."""


class EmitError(QapressError):
    """An output format cannot be made."""
