"""Programs of the machine, found where its user put them and not in a folder that may be a stranger's."""

from __future__ import annotations

import os
from pathlib import Path


def find(name: str) -> str | None:
    """The whole path of a program on the PATH; never one that lies in the working folder.

    Windows looks there first, and so does an empty entry of the PATH: a repository could bring a `git` along.
    """
    import shutil

    folders = [each for each in os.environ.get("PATH", os.defpath).split(os.pathsep) if _is_whole(each)]
    # The working folder comes last where it is named, and what is found there is dropped.
    found = shutil.which(name, path=os.pathsep.join([*folders, os.curdir]))
    return found if found and _is_whole(found) else None


def _is_whole(path: str) -> bool:
    return Path(path).is_absolute()
