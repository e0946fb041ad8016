"""A release in the hands of other programs, and builds that meet a full disk, a signal, or each other."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qapress.pipeline.build import build
from qapress.pipeline.stage import STAGING
from qapress.settings import Settings
from qapress.settings.values import BuildSettings
from qapress.source.lock import LOCK
from release import SVG, lay, page, question, tree

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.border

BUILD = [sys.executable, "-m", "qapress", "build", "--name", "hub", "--release", "1"]
ROOT = Path(__file__).parents[2]
HUB: dict[str, str | bytes] = {
    "qapress.toml": "",
    "LICENSE": "SPDX-License-Identifier: CC-BY-4.0\n",
    "README.md": "# The hub\n",
    "QA_1-2.md": page("See ![a box](box.svg).", "Two, with $\\sqrt{2}$."),
    "größe/QA_3-3.md": question(3, "Third?", "Three 👍🏽."),
    "box.svg": SVG,
}
TIME = "1767323046"
OTHER: dict[str, str | bytes] = {"größe/QA_3-3.md": question(3, "Changed?", "Text " * 5000)}


class Hub:
    """A hub with a release of one state in `dist`, and the means to build another."""

    def __init__(self, root: Path, formats: str = "markdown,json,pdf") -> None:
        self.root = root
        self.command = [*BUILD, "--formats", formats]
        self.out = root / "dist"
        self.temporary = root.parent / "temporary"
        self.temporary.mkdir()
        lay(root, {**HUB, **OTHER})
        assert self.run().returncode == 0
        self.new = tree(self.out)
        shutil.rmtree(self.out)
        lay(self.root, HUB)
        assert self.run().returncode == 0
        lay(self.root, OTHER)
        self.old = tree(self.out)

    def again(self) -> None:
        """Put the first release into `dist`, whatever lies there."""
        shutil.rmtree(self.out)
        lay(self.out, {**self.old})

    def environment(self) -> dict[str, str]:
        return {**os.environ, "SOURCE_DATE_EPOCH": TIME, "TMPDIR": str(self.temporary)}

    def run(self, *options: str, before: tuple[str, ...] = ()) -> subprocess.CompletedProcess[str]:
        """Build to the end."""
        return subprocess.run(
            [*before, *self.command, *options],
            cwd=self.root,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self, *code: str) -> subprocess.Popen[str]:
        """Begin to build; `code` goes to Python instead of the command."""
        command = [sys.executable, *code] if code else self.command
        return subprocess.Popen(
            command,
            cwd=self.root,
            env=self.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def untouched(self) -> None:
        """The first release is as it was, and nothing is left of the attempt."""
        self.clean(self.old)

    def clean(self, release: dict[str, bytes]) -> None:
        """Nothing is there but this release."""
        assert tree(self.out) == release
        assert sorted(path.name for path in self.out.iterdir()) == ["hub-1", "hub-1.zip"]
        assert list(self.temporary.iterdir()) == []


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub with a release and a change that is not in it yet."""
    return Hub(tmp_path / "hub")


@pytest.fixture
def quick(tmp_path: Path) -> Hub:
    """The same without the book, which takes the most time."""
    return Hub(tmp_path / "hub", "markdown,json")


def program(*command: str | Path, folder: Path | None = None) -> str:
    """What a program prints; a program that is not there fails the test."""
    assert shutil.which(str(command[0])), f"{command[0]} is not installed"
    done = subprocess.run([*map(str, command)], cwd=folder, capture_output=True, check=True, text=True)
    return done.stdout


UNPACK: dict[str, Callable[[Path], list[str | Path]]] = {
    "unzip": lambda path: ["unzip", "-q", path],
    "7z": lambda path: ["7z", "x", "-bd", path],
    "bsdtar": lambda path: ["bsdtar", "-xf", path],
    "python": lambda path: [sys.executable, "-m", "zipfile", "-e", path, "."],
}


@pytest.mark.parametrize("name", UNPACK)
def test_programs_unpack_the_zip_to_the_folder(hub: Hub, tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    program(*UNPACK[name](hub.out / "hub-1.zip"), folder=folder)
    assert tree(folder / "hub-1") == tree(hub.out / "hub-1")
    assert "hub-1/markdown/größe/QA_3-3.md" in tree(folder)
    checked = program("sha256sum", "-c", "SHA256SUMS", folder=folder / "hub-1")
    assert checked.count(": OK\n") == len(tree(folder / "hub-1")) - 1


SPDX = ("CC-BY-4.0", "MIT AND (CC0-1.0 OR ISC)", "GPL-2.0-or-later WITH LLVM-exception")


@pytest.mark.parametrize("named", [*SPDX, "All rights reserved", "Proprietary", "MIT OR House-Rules", None])
@pytest.mark.parametrize("text", ["Words of a license.\n", None])
def test_the_list_of_licenses_is_valid_spdx(tmp_path: Path, named: str | None, text: str | None) -> None:
    from spdx_tools.spdx.parser.parse_anything import parse_file
    from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

    emoji = ROOT / "src/qapress/emit/fonts/NotoColorEmoji.ttf"
    lay(tmp_path, {"QA_1-1.md": page("One."), "fonts/Own one.ttf": emoji.read_bytes()})
    if text:
        lay(tmp_path, {"LICENSE": text})
    chosen = BuildSettings(license=named, fonts=("fonts/Own one.ttf",), homepage="https://example.org/hub")
    built = build([], Settings(tmp_path, build=chosen), out=tmp_path / "dist", name="hub", release="1 & 2")
    document = parse_file(str(built.folder / "licenses.spdx.json"))
    assert validate_full_spdx_document(document) == []
    licenses = {each.name: str(each.license_declared) for each in document.packages}
    own = "LicenseRef-content" if text or named else "NOASSERTION"
    assert licenses["Own one.ttf"] == "NOASSERTION"
    assert licenses["Libertinus Serif"] == licenses["Noto Color Emoji"] == "OFL-1.1"
    assert licenses["typst"] == "Apache-2.0"
    assert licenses[tmp_path.name] == (named if named in SPDX else own)


def test_the_fonts_of_typst_are_those_that_are_listed() -> None:
    import typst

    from qapress.emit.fonts import TYPST

    assert sorted(each.name for each in TYPST) == sorted(typst.Fonts(False, True, []).families())


STEPS = """\
import os, shutil, signal, sys
calls = iter(range(1000))

def stopping(owner, name):
    real = getattr(owner, name)
    def call(*args, **kwargs):
        if next(calls) == {step}:
            os.kill(os.getpid(), signal.{signal})
        return real(*args, **kwargs)
    setattr(owner, name, call)

for owner, name in {changes}:
    stopping(owner, name)
from qapress.__main__ import main
sys.argv = {argv}
sys.exit(main())
"""


CHANGES = "(os, 'mkdir'), (os, 'rename'), (os, 'replace'), (shutil, 'rmtree'), (os, 'unlink'), (os, 'rmdir')"
"""What changes the file system in a build, besides the writing of files."""


def stopped(hub: Hub, step: int, name: str) -> tuple[int, str]:
    """Build and send the process a signal at the nth change to the file system; its code, what it said."""
    code = STEPS.format(step=step, signal=name, changes=CHANGES, argv=["qapress", *hub.command[3:]])
    with hub.start("-c", code) as run:
        _, said = run.communicate(timeout=120)
    return run.returncode, said


def test_killed_at_every_step_the_old_release_or_the_new_is_whole(
    quick: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", TIME)
    left = 0
    for step in range(500):
        code, said = stopped(quick, step, "SIGKILL")
        if code == 0:
            break
        assert code == -signal.SIGKILL, said
        whole_somewhere(quick)
        left += bool(list(quick.out.glob(STAGING + "*")))
        build([], Settings(quick.root), formats=["markdown", "json"], out=quick.out, name="hub", release="1")
        quick.clean(quick.new)
        quick.again()
    assert step > 20
    assert left > 15


def test_what_a_build_leaves_that_is_killed_while_the_pdf_is_set_goes_with_the_next(hub: Hub) -> None:
    with hub.start() as run:
        begun(hub)
        run.kill()
    assert list(hub.out.glob(f"{STAGING}*/scratch/qapress-*"))
    whole_somewhere(hub)
    assert hub.run().returncode == 0
    hub.clean(hub.new)


def whole_somewhere(hub: Hub) -> None:
    """The zip is the old or the new one; so is the folder, unless the old one waits to be put back."""
    zips = [hub.old["hub-1.zip"], hub.new["hub-1.zip"]]
    assert (hub.out / "hub-1.zip").read_bytes() in zips
    folders = [parted(hub.old), parted(hub.new)]
    found = tree(hub.out / "hub-1")
    waiting = [tree(each / "old") for each in hub.out.glob(STAGING + "*")]
    assert found in folders or (not found and waiting == folders[:1])


def parted(files: dict[str, bytes]) -> dict[str, bytes]:
    """The files of the folder alone, by their paths in it."""
    return {path[6:]: content for path, content in files.items() if path.startswith("hub-1/")}


SIGNALS = {"SIGINT": 0, "SIGTERM": 1, "SIGHUP": 2}
"""Requests to end, and the step at which each is first sent; together they are sent at every step."""


@pytest.mark.parametrize("name", SIGNALS)
def test_told_to_end_a_build_cleans_up(quick: Hub, name: str) -> None:
    for step in range(SIGNALS[name], 500, len(SIGNALS)):
        code, said = stopped(quick, step, name)
        if code == 0:
            break
        assert (code, said.strip()) == (130, "interrupted")
        (quick.out / LOCK).unlink(missing_ok=True)  # empty, harmless, and left when its removal was stopped
        quick.clean(quick.old if tree(quick.out) == quick.old else quick.new)
        quick.again()
    assert step > 20


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_told_to_end_while_the_pdf_is_set_a_build_cleans_up(hub: Hub, name: str) -> None:
    with hub.start() as run:
        begun(hub)
        run.send_signal(getattr(signal, name))
        _, said = run.communicate(timeout=120)
    assert (run.returncode, said.strip()) == (130, "interrupted")
    hub.untouched()


def begun(hub: Hub) -> Path:
    """Wait until a build has its stage; the folder for the PDF in it."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        for each in hub.out.glob(f"{STAGING}*/scratch/qapress-*"):
            return each
        time.sleep(0.002)
    raise AssertionError("no build began")


def test_a_second_build_at_once_is_told_and_the_first_goes_on(hub: Hub) -> None:
    with hub.start() as first:
        begun(hub)
        first.send_signal(signal.SIGSTOP)
        try:
            second = hub.run()
        finally:
            first.send_signal(signal.SIGCONT)
        first.communicate(timeout=120)
    assert (second.returncode, second.stderr) == (
        2,
        "error: another build writes to dist; wait until it is done\n",
    )
    assert first.returncode == 0
    assert tree(hub.out) == hub.new
    assert not (hub.out / LOCK).exists()


def test_a_folder_that_vanishes_meanwhile_is_told(hub: Hub) -> None:
    with hub.start() as run:
        begun(hub)
        run.send_signal(signal.SIGSTOP)
        shutil.rmtree(hub.out)
        run.send_signal(signal.SIGCONT)
        _, said = run.communicate(timeout=120)
    assert run.returncode == 2, said
    assert said.startswith("error: cannot write the bundle to dist: ")
    assert not hub.out.exists()
    assert list(hub.temporary.iterdir()) == []


FULL = """
mount -t tmpfs -o size=8m tmpfs "$1" && cp -a "$2/." "$1" && cd "$1" || exit 99
head -c $((8388608 - $(du -sb . | cut -f1) - 131072 - $3)) /dev/zero >"$1/filler" || true
"$4" -m qapress build --name hub --release 1
code=$?
rm "$1/filler"
tar -C "$1/dist" -cf "$2/after.tar" .
exit $code
"""


@pytest.mark.parametrize("room", [0, 50_000, 150_000, 250_000])
def test_on_a_full_disk_the_old_release_stays(hub: Hub, tmp_path: Path, room: int) -> None:
    mount = tmp_path / "mount"
    mount.mkdir()
    rights = [] if os.geteuid() == 0 else ["sudo", "-n", "-E"]
    command = [*rights, "unshare", "-m", "sh", "-c", FULL, "sh", mount, hub.root, str(room), sys.executable]
    done = subprocess.run(
        [*map(str, command)], env=hub.environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode == 2, done.stderr
    assert done.stderr == "error: cannot write the bundle to dist: no space left on device\n"
    shutil.rmtree(hub.out)
    hub.out.mkdir()
    program("tar", "-C", hub.out, "-xf", hub.root / "after.tar")
    hub.untouched()


def as_everybody() -> tuple[str, ...]:
    """What to put before a command so that modes of files count, for root too."""
    if os.geteuid():
        return ()
    less = "-dac_override,-dac_read_search"
    return "setpriv", f"--bounding-set={less}", f"--inh-caps={less}"


def test_an_unreadable_file_is_told(hub: Hub) -> None:
    (hub.root / "QA_1-2.md").chmod(0)
    done = hub.run(before=as_everybody())
    assert (done.returncode, done.stderr) == (2, "error: cannot read QA_1-2.md: permission denied\n")
    hub.untouched()


def test_a_folder_that_takes_nothing_is_told(hub: Hub) -> None:
    hub.out.chmod(0o555)
    done = hub.run(before=as_everybody())
    hub.out.chmod(0o755)
    assert done.returncode == 2
    assert done.stderr == "error: cannot write the bundle to dist: permission denied\n"
    hub.untouched()


def test_a_missing_font_is_told_before_work_starts(hub: Hub) -> None:
    lay(hub.root, {"qapress.toml": '[build]\nfonts = ["fonts/gone.ttf"]\n'})
    done = hub.run()
    assert done.returncode == 2
    assert done.stderr == "error: cannot read build.fonts: fonts/gone.ttf: no such file or directory\n"
    hub.untouched()


def test_a_missing_extra_is_told_with_its_command(hub: Hub, tmp_path: Path) -> None:
    bare = tmp_path / "venv"
    program(sys.executable, "-m", "venv", bare)
    python = bare / "bin/python"
    program(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ROOT)
    done = subprocess.run(
        [str(python), *BUILD[1:]], cwd=hub.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.endswith('install them with: python -m pip install "qapress[pdf]"\n')
    assert done.stderr.startswith("error: pdf needs packages that are not installed")
    hub.untouched()
    light = [str(python), *BUILD[1:], "--formats", "markdown,json"]
    assert subprocess.run(light, cwd=hub.root, check=True).returncode == 0


def test_a_link_and_another_file_system_are_good_places(hub: Hub, tmp_path: Path) -> None:
    elsewhere = Path("/dev/shm" if Path("/dev/shm").is_dir() else tmp_path) / f"qapress-{os.getpid()}"
    (tmp_path / "link").symlink_to(elsewhere)
    elsewhere.mkdir()
    try:
        assert hub.run("--out", str(tmp_path / "link")).returncode == 0
        assert tree(elsewhere) == hub.new
    finally:
        shutil.rmtree(elsewhere)
    hub.untouched()
