# /// script
# requires-python = ">=3.11"
# dependencies = ["nox>=2026.2"]
# ///
"""Everything that is done with this project, from checking its content to measuring its speed.

`python -m nox` checks `content/` and builds `dist/`; `python -m nox -s tests` runs the tests. Sessions that
work on content take paths behind `--`; each prints the command that it runs.
"""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import nox

if TYPE_CHECKING:
    from collections.abc import Iterator

nox.needs_version = ">=2026.2"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["validate", "numbering", "mojibake", "grammar", "bundle"]
nox.options.reuse_existing_virtualenvs = True

ROOT = Path(__file__).parent
CONSTRAINTS = ("-c", ".ci/constraints.txt")


def install(session: nox.Session, *what: str) -> None:
    """Install with the versions that `.ci/constraints.txt` pins."""
    session.install(*what, *CONSTRAINTS)


def group(name: str) -> list[str]:
    """The requirements of a dependency group of pyproject.toml."""
    return list(nox.project.dependency_groups(nox.project.load_toml("pyproject.toml"), name))


def qapress(session: nox.Session, *args: str, extra: str = "") -> None:
    """Install qapress as users get it, and run it on the content or on the paths behind `--`."""
    install(session, "-e", f".{extra}")
    session.run("qapress", *args, *session.posargs)


@contextmanager
def stopped_after(session: nox.Session) -> Iterator[None]:
    """Let no LanguageTool server outlive what a session does, whether that succeeds or fails."""
    try:
        yield
    finally:
        session.run("qapress", "languagetool", "stop")


@nox.session
def validate(session: nox.Session) -> None:
    """Check encoding, structure and links of the content."""
    qapress(session, "check", "--select", "encoding,structure,links")


@nox.session
def numbering(session: nox.Session) -> None:
    """Check the numbers of questions, and what only the whole collection shows."""
    qapress(session, "check", "--select", "numbering,collection")


@nox.session
def mojibake(session: nox.Session) -> None:
    """Look for garbled text; with `-- --fix` repair it."""
    qapress(session, "check", "--select", "mojibake")


@nox.session
def grammar(session: nox.Session) -> None:
    """Check language with the embedded engine; `-- --engine languagetool` insists on the Java server.

    For that it fetches LanguageTool when it is not there, as it fetches everything else that it needs, and
    leaves no server behind.
    """
    check = ("check", "--select", "language", "--grammar")
    if not any("languagetool" in each for each in session.posargs):
        qapress(session, *check, extra="[grammar]")
        return
    install(session, "-e", ".[languagetool]")
    session.run("qapress", "languagetool", "install")
    with stopped_after(session):
        session.run("qapress", *check, *session.posargs)


@nox.session
def bundle(session: nox.Session) -> None:
    """Publish the content into `dist/`: Markdown, JSON and PDF."""
    qapress(session, "build", extra="[pdf]")


@nox.session
def fix(session: nox.Session) -> None:
    """Repair in the content what can be repaired without harm."""
    qapress(session, "fix")


@nox.session
def tests(session: nox.Session) -> None:
    """Run the tests that need nothing but Python."""
    install(session, "-e", ".[pdf,grammar]", *group("test"))
    session.run("pytest", "-m", "not border and not wheel", *(session.posargs or ["-n", "auto"]))


@nox.session
def borders(session: nox.Session) -> None:
    """Run the tests against real programs: Java, git, pre-commit, browsers; a skip here is a failure."""
    install(
        session,
        "-e",
        ".[pdf,grammar,languagetool]",
        *group("test"),
        *group("borders"),
        *group("fonts"),
        *group("scripts"),
        *group("words"),
    )
    with stopped_after(session):
        elsewhere = [
            f"--ignore=tests/borders/test_{each}.py" for each in ("hooks", "days")
        ]  # by session hooks
        side_by_side = ("-n", "2", "--dist", "loadfile")
        session.run(
            "pytest", "-m", "border", "-ra", "--no-skips", *elsewhere, *(session.posargs or side_by_side)
        )


@nox.session
def rules(session: nox.Session) -> None:
    """Run the pages of the rules as tests; `-- --accept` rewrites what they expect."""
    install(session, "-e", ".[pdf,grammar]", *group("test"))
    session.run("pytest", "tests/test_rules.py", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Run the property tests for long."""
    install(session, "-e", ".[pdf,grammar]", *group("test"))
    session.run("pytest", "-m", "law", "--hypothesis-profile", "fuzz", *session.posargs)


@nox.session
def lint(session: nox.Session) -> None:
    """Check the code's style with ruff."""
    install(session, *group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session
def typing(session: nox.Session) -> None:
    """Check the types with mypy, those of the package also as they are on Windows."""
    install(session, "-e", ".[pdf,grammar,languagetool]", *group("typing"))
    session.run("mypy")
    session.run("mypy", "--platform", "win32", "src")


@nox.session
def generate(session: nox.Session) -> None:
    """Write the derived files; with `-- --check` only compare them."""
    install(session, "-e", ".")
    session.run("python", ".ci/generate.py", *session.posargs)


@nox.session
def package(session: nox.Session) -> None:
    """Build the wheel in its own folder and use it as a user would who installed it."""
    install(session, *group("package"))
    out = session.create_tmp()
    session.run("python", "-m", "build", "--outdir", out, silent=True)
    wheel = next(Path(out).glob("*.whl"))
    install(session, "--force-reinstall", f"qapress[pdf] @ {wheel.resolve().as_uri()}", *group("test"))
    with session.chdir(out):
        session.run("qapress", "--version")
        session.run(
            "pytest", str(ROOT / "tests" / "borders" / "test_wheel.py"), "-m", "wheel", "-p", "no:randomly"
        )


@nox.session
def hooks(session: nox.Session) -> None:
    """Try the hooks with the real pre-commit and prek, and play three days, which are printed at the end."""
    install(session, "-e", ".", *group("test"), *group("borders"))
    files = [f"tests/borders/test_{each}.py" for each in ("hooks", "days")]
    side_by_side = ("-n", "2", "--dist", "loadgroup")
    session.run("pytest", *files, "-m", "border", "-rP", *(session.posargs or side_by_side))


@nox.session
def fonts(session: nox.Session) -> None:
    """Rebuild the emoji font from its source package and compare it with the one in the tree."""
    install(session, *group("fonts"))
    session.run("python", ".ci/fonts.py", external=False)


@nox.session
def words(session: nox.Session) -> None:
    """Rebuild the list of known misspellings from its sources and compare it with the one in the tree."""
    install(session, *group("words"))
    session.run("python", ".ci/misspellings.py", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure, beside peers: all of `tests/bench`, or those named behind `--`.

    They are `startup`, `collection`, `publish`, `mojibake`, and `grammar`, which needs Java and LanguageTool.
    `--save` keeps the figures for the README. Other options behind `--` go to the bench.
    """
    install(session, "-e", ".[pdf,grammar,languagetool]", *group("test"))
    install(session, *group("bench"))
    if shutil.which("npm"):
        session.run(
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            session.virtualenv.location,
            "-g",
            "markdownlint-cli2@0.22",
            "cldr-annotations-full@48",
            external=True,
        )
    benches = ["startup", "collection", "publish", "mojibake", "grammar"]
    options = [each for each in session.posargs if each not in benches]
    for name in [each for each in session.posargs if each in benches] or benches:
        session.run("python", f"tests/bench/{name}.py", *options)


@nox.session
def messages(session: nox.Session) -> None:
    """Print every message once, to be read in a row; words behind `--` choose those that hold one of them."""
    install(session, "-e", ".")
    session.run("python", ".ci/messages.py", *session.posargs)


if __name__ == "__main__":
    nox.main()
