"""The images of a release, each checked when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qapress.emit.resolve import images
from qapress.emit.resolve.links import NO_FILE
from qapress.emit.resolve.raster import UnusableImageError

if TYPE_CHECKING:
    from qapress.model.qa import Asset


@dataclass
class Shelf:
    """The assets of a bundle, and those of them that can be shown."""

    assets: dict[str, Asset]
    shown: dict[str, Asset] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def take(self, path: str) -> Asset | None:
        """An asset that can be shown; else None, and `reasons` has why, or what is missing of it."""
        if path not in self.shown and path not in self.reasons:
            self._check(path)
        return self.shown.get(path)

    def _check(self, path: str) -> None:
        if path not in self.assets:
            self.reasons[path] = NO_FILE
            return
        try:
            self.shown[path], lost = images.usable(self.assets[path])
        except UnusableImageError as error:
            self.reasons[path] = str(error)
            return
        if lost:
            self.reasons[path] = lost
