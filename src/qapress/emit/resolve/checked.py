"""The images of a release, each checked when it is first shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qapress.emit.places.losses import NO_FILE
from qapress.emit.resolve import images
from qapress.emit.resolve.raster import UnusableImageError

if TYPE_CHECKING:
    from qapress.model.qa import Asset


@dataclass
class CheckedImages:
    """The assets of a bundle, and those of them that can be shown."""

    assets: dict[str, Asset]
    reasons: dict[str, str]
    shown: dict[str, Asset | None] = field(default_factory=dict)

    def knows(self, path: str) -> bool:
        """Whether there is such an image, or it is known why not."""
        return path in self.assets or path in self.reasons

    def get(self, path: str) -> Asset | None:
        """The asset as it can be shown; else None, and `reasons` has why, or what is missing of it."""
        if path not in self.shown:
            self.shown[path] = self._checked(path)
        return self.shown[path]

    def _checked(self, path: str) -> Asset | None:
        if path not in self.assets:
            self.reasons.setdefault(path, NO_FILE)
            return None
        try:
            shown, lost = images.usable(self.assets[path])
        except UnusableImageError as error:
            self.reasons[path] = str(error)
            return None
        if lost:
            self.reasons[path] = lost
        return shown
