"""A hub that wants to read, reach and run what it must not: no format lets it, and each attempt is told."""

from __future__ import annotations

import csv
import io
import os
import re
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from qapress import emit
from release import lay, page, question
from repository import run_git

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.border

CANARY = "CANARYtweetsONLYoutside"
"""What the files outside the root say, and nothing else does."""
ROOT = Path(__file__).parents[2]
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">{}</svg>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
TYPST = '#read("/etc/passwd") #import "@preview/cetz:0.3.0" #{panic()} #eval("1") @ref <label> $ \\u{41}'
"""What Typst would run if it met it as markup."""
SHOWN = '#read("/etc/passwd")'


def images(host: str, outside: Path) -> dict[str, tuple[str, str]]:
    """SVG images by file name: their content, and what is said of them."""
    secret = (outside / "secret").as_uri()
    return {
        "script.svg": ("<script>alert(1)</script><g/>", "<script>"),
        "onload.svg": ('<g onload="alert(1)"/>', "g@onload"),
        "link.svg": ('<a xlink:href="javascript:alert(1)"><g/></a>', "a@href"),
        "remote.svg": (f'<image xlink:href="http://{host}/in.png" width="9" height="9"/>', "image@href"),
        "local.svg": (f'<image href="{secret}.svg" width="9" height="9"/>', "image@href"),
        "beside.svg": ('<image href="../outside/secret.svg" width="9" height="9"/>', "image@href"),
        "use.svg": (f'<use href="http://{host}/use.svg#a"/>', "use@href"),
        "css.svg": (f'<style>@import url("http://{host}/a.css");</style>', "<style>"),
        "split.svg": (f"<style>a{{}}<!-- -->@im<![CDATA[port]]> '//{host}/b.css';</style>", "<style>"),
        "fill.svg": (f'<rect width="9" height="9" style="fill:u\\72l(http://{host}/c)"/>', "rect@style"),
        "font.svg": (f"<style>@font-face{{src:url(http://{host}/f.ttf)}}</style>", "<style>"),
        "frame.svg": (
            f'<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="http://{host}/"/></foreignObject>',
            "<foreignObject>",
        ),
        "meta.svg": (
            f'<meta xmlns="http://www.w3.org/1999/xhtml" http-equiv="refresh" content="0;url=http://{host}/"/>',
            "<meta>",
        ),
    }


def entities(host: str, outside: Path) -> dict[str, tuple[str, str]]:
    """The same of whole files that begin with a document type."""
    secret = (outside / "secret.txt").as_uri()
    told = {
        "xxe.svg": "&x;",
        "dtd.svg": "&d;",
        "parameter.svg": "&p;",
        "laughs.svg": "without its active content (&l9;)",
        "style.svg": "<?xml-stylesheet?>",
    }
    types = {
        "xxe.svg": (f'<!DOCTYPE svg [<!ENTITY x SYSTEM "{secret}">]>', "&x;"),
        "dtd.svg": (f'<!DOCTYPE svg SYSTEM "http://{host}/d.dtd">', "&d;"),
        "laughs.svg": (f'<!DOCTYPE svg [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;"),
        "parameter.svg": (f'<!DOCTYPE svg [<!ENTITY % p SYSTEM "{secret}"> %p;]>', "&p;"),
        "style.svg": (f'<?xml-stylesheet href="http://{host}/s.css"?>', ""),
    }
    return {
        name: (start + SVG.format(f"<text y='9'>{text}</text>"), told.get(name, ""))
        for name, (start, text) in types.items()
    }


def html(host: str, outside: Path) -> dict[str, str]:
    """HTML by the element that must be told."""
    secret = (outside / "secret.txt").as_uri()
    return {
        "script": f'<script src="http://{host}/a.js">alert(1)</script>',
        "iframe": f'<iframe src="{secret}"></iframe>',
        "object": f'<object data="{secret}"></object>',
        "embed": f'<embed src="http://{host}/e">',
        "style": f"<style>@import url(http://{host}/h.css);</style>",
        "link": f'<link rel="stylesheet" href="http://{host}/l.css">',
        "base": f'<base href="http://{host}/">',
        "meta": f'<meta http-equiv="refresh" content="0;url=http://{host}/m">',
        "video": f'<video src="http://{host}/v.mp4" autoplay></video>',
        "form": f'<form action="http://{host}/f"><input autofocus onfocus="alert(1)"></form>',
        "svg": '<svg onload="alert(1)"><script>alert(1)</script></svg>',
    }


def targets(host: str, outside: Path) -> list[str]:
    """Addresses of images, none of which may be shown."""
    secret = (outside / "secret.svg").as_uri()
    return [
        f"http://{host}/a.png",
        f"HTTPS://{host}/b.png",
        f"//{host}/c.png",
        f"ftp://{host}/d.png",
        secret,
        "../outside/secret.svg",
        "/../outside/secret.svg",
        "%2e%2e/outside/secret.svg",
        "..%2foutside%2fsecret.svg",
        "..%5coutside%5csecret.svg",
        f"{outside}/secret.svg",
        "linked.svg",
        "folder/secret.svg",
        "post.png",
    ]


LINKS = [
    "file:///etc/passwd",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(2)",
    "java&#x73;cript:alert(3)",
    "vbscript:msgbox",
    "data:text/html,<script>alert(4)</script>",
    "attachment:secret.txt",
    "../outside/secret.txt",
    "linked.txt",
]
TEX = [r"\input{/etc/passwd}", r"\immediate\write18{touch RAN}", r"\include{../outside/secret}"]
OPENED = re.compile(r"open\w*(?:\(| resumed>).* = \d+<(.*?)>$")
"""A call that opened a file, as `strace` writes it, and which one."""
TOOLS = ("gs", "inkscape", "convert", "pandoc", "touch")
"""Programs that somebody else's code might call for what the hub holds."""
FORMULAS = ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\uff1d1"]


def hub(root: Path, host: str, outside: Path) -> None:
    """Lay the hub, the files outside, and links from one to the other."""
    lay(
        outside,
        {
            "secret.txt": CANARY,
            "secret.svg": SVG.format(f"<text y='9'>{CANARY}</text>"),
            "secret.md": page(CANARY),
            "LICENSE": CANARY,
        },
    )
    svgs = images(host, outside)
    whole = entities(host, outside)
    pictures = [f"![Picture {name}]({name})" for name in (*svgs, *whole)]
    shown = [f"![{TYPST}]({url})" for url in targets(host, outside)]
    raw = list(html(host, outside).values())
    links = [f"[follow]({url})" for url in LINKS if " " not in url] + ["<file:///etc/hosts>"]
    places = "\n\n".join(
        [TYPST, f"`{TYPST}`", f"```{TYPST}\n{TYPST}\n```", f"| {TYPST} |\n|---|\n| {TYPST} |", f"- {TYPST}"]
    )
    math = "\n\n".join(f"$$\n{each}\n$$\n\nAnd ${each}$." for each in TEX)
    formulas = "\n".join(question(n, each, each) for n, each in enumerate(FORMULAS, 20))
    lay(
        root,
        {
            "qapress.toml": f"[build]\ntitle = '{TYPST}'\nauthors = ['{TYPST}']\nlicense = '{TYPST}'\n",
            "README.md": f"# {TYPST}\n\n{TYPST}\n",
            "QA_1-1.md": question(1, "Which pictures?", "\n\n".join([*shown, *pictures])),
            "QA_2-2.md": question(2, "Which pages?", "\n\n".join([*raw, *links])),
            "QA_3-3.md": f"# {TYPST}\n\n{TYPST}\n\n"
            + question(3, TYPST, f"{places}\n\nA note.[^1]\n\n[^1]: {TYPST}"),
            "QA_4-4.md": question(4, "Which formulas?", math),
            "QA_20-24.md": formulas,
            '#read("x")/..\\..\\evil:\u202ename\n.md': question(7, "Which names?", "One."),
            "yaml/QA_8-8.md": '---\ntitle: !!python/object/apply:os.system ["touch RAN"]\n---\n\n'
            + page("Tag.").replace("Q1", "Q8"),
            **{name: SVG.format(content) for name, (content, _) in svgs.items()},
            **{name: content for name, (content, _) in whole.items()},
            "post.png": "%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n(%pipe%touch RAN) (r) file\n",
        },
    )
    (root / "linked.svg").symlink_to(outside / "secret.svg")
    (root / "linked.txt").symlink_to(outside / "secret.txt")
    (root / "QA_9-9.md").symlink_to(outside / "secret.md")
    (root / "folder").symlink_to(outside, target_is_directory=True)
    (root / "LICENSE").symlink_to(outside / "LICENSE")


class Attempt(NamedTuple):
    """What a build did: the folders, what it said, the calls that `strace` saw, who knocked."""

    root: Path
    outside: Path
    said: str
    calls: list[str]
    visitors: list[str]
    host: str


@pytest.fixture(scope="module")
def listener() -> Iterator[tuple[str, list[str]]]:
    """A server on the loopback that lets nobody in and remembers who came."""
    visitors: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def listen() -> None:
            while True:
                try:
                    visitor, address = server.accept()
                except OSError:
                    return
                visitors.append(str(address))
                visitor.close()

        thread = threading.Thread(target=listen, daemon=True)
        thread.start()
        host, port = server.getsockname()
        yield f"{host}:{port}", visitors
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)


@pytest.fixture(scope="module")
def attempt(tmp_path_factory: pytest.TempPathFactory, listener: tuple[str, list[str]]) -> Attempt:
    """A build of the hub in all formats, under the eyes of `strace`."""
    top = tmp_path_factory.mktemp("hostile")
    root, outside, log = top / "root", top / "outside", top / "calls"
    host, visitors = listener
    hub(root, host, outside)
    run_git(root, "init", "-q")
    run_git(root, "add", ".")
    run_git(root, "commit", "-q", "-m", "evil")
    run_git(root, "tag", "v1$(touch")
    trap = top / "traps"
    lay(
        trap,
        dict.fromkeys(TOOLS, f"#!/bin/sh\n: >{top}/RAN\n"),
    )
    for each in trap.iterdir():
        each.chmod(0o755)
    (top / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(top / "tmp"), "PATH": f"{trap}:{os.environ['PATH']}"}
    command = [
        *("strace", "-f", "-y", "-s", "4096", "-e", "trace=%file,%network,process", "-o", str(log)),
        *(sys.executable, "-B", "-m", "qapress", "build", "--allow-errors", "--name", "evil"),
        *("--formats", ",".join(emit.formats())),
    ]
    built = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stderr
    checked = subprocess.run(
        [sys.executable, "-m", "qapress", "check", "--output-format", "concise"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    said = f"{built.stdout}\n{built.stderr}\n{checked.stdout}\n{checked.stderr}"
    return Attempt(root, outside, said, log.read_text("utf-8", "replace").splitlines(), visitors, host)


def test_no_request_reaches_the_listener(attempt: Attempt) -> None:
    assert attempt.visitors == []
    asked = [each for each in attempt.calls if re.search(r"AF_INET|AF_PACKET|sendto\(|connect\(", each)]
    assert asked == []


def test_nothing_outside_is_opened(attempt: Attempt) -> None:
    opened = {match[1] for each in attempt.calls if (match := OPENED.search(each))}
    assert opened >= {f"{attempt.root}/QA_1-1.md", f"{attempt.root}/script.svg"}
    top = attempt.root.parent
    allowed = [
        attempt.root,
        top / "tmp",
        sys.prefix,
        sys.base_prefix,
        *map(Path, filter(None, sys.path)),
        "/usr",
        "/lib",
        "/proc",
        "/dev",
        "/sys",
    ]
    config = re.compile(
        r"/etc/(?:ld\.so\.\w+|localtime|gitconfig|locale\S*|ssl/\S*|timezone)|.*/\.gitconfig|.*/git/config"
    )
    strange = [
        each
        for each in sorted(opened)
        if not any(each == str(place) or each.startswith(f"{place}/") for place in allowed)
        and not config.fullmatch(each)
    ]
    assert strange == []
    assert [each for each in opened if "passwd" in each] == []


def test_nothing_runs_but_python_and_git(attempt: Attempt) -> None:
    ran = {match[1] for each in attempt.calls if (match := re.search(r'execve\("([^"]*)"', each))}
    assert {Path(each).name for each in ran} <= {Path(sys.executable).name, "git"}
    assert list(attempt.root.parent.rglob("RAN")) == []


def test_no_file_of_the_release_says_what_stands_outside(attempt: Attempt, tmp_path: Path) -> None:
    files = [path for path in (attempt.root / "dist").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} >= {".pdf", ".json", ".md", ".zip"}
    (pdf,) = (path for path in files if path.suffix == ".pdf")
    plain = tmp_path / "plain.pdf"
    subprocess.run(["qpdf", "--qdf", "--object-streams=disable", pdf, plain], check=True)
    texts = [path.read_bytes() for path in [*files, plain]]
    texts.append(subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout)
    assert SHOWN.encode() in texts[-1]
    assert not any(CANARY.encode() in each for each in texts)


def test_no_address_in_the_book_leads_to_a_file_or_a_script(attempt: Attempt, tmp_path: Path) -> None:
    import pypdf

    (pdf,) = (attempt.root / "dist").rglob("*.pdf")
    reader = pypdf.PdfReader(pdf)
    assert not {"/JavaScript", "/OpenAction", "/AA"} & reader.root_object.keys()
    for each in (each.get_object() for page_ in reader.pages for each in page_.annotations or ()):
        action = each.get("/A", {})
        assert action.get("/S", "/URI") == "/URI"
        assert str(action.get("/URI", "https://")).startswith(("http://", "https://", "mailto:"))


def test_each_attempt_is_told(attempt: Attempt) -> None:
    expected = [
        *targets(attempt.host, attempt.outside),
        *(f"<{name}>" for name in html(attempt.host, attempt.outside)),
        *(each for each in LINKS if "&" not in each),
        "file:///etc/hosts",
        *TEX,
        "aliases and tags are not allowed",
    ]
    missing = [each for each in expected if each not in attempt.said]
    for name, (_, what) in (
        images(attempt.host, attempt.outside) | entities(attempt.host, attempt.outside)
    ).items():
        lines = [each for each in attempt.said.split("\n") if name in each]
        missing += [] if any(what in each for each in lines) else [f"{name}: {what}: {lines}"]
    assert missing == []


def test_no_cell_of_the_table_is_a_formula(attempt: Attempt) -> None:
    (table,) = (attempt.root / "dist").rglob("*.csv")
    rows = csv.reader(io.StringIO(table.read_text("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row]
    assert sum(cell.startswith("'") for cell in cells) >= 2 * len(FORMULAS)
    assert [cell for cell in cells if re.match("[=+@\t\r-]", cell) and not re.fullmatch(r"-?\d*", cell)] == []


def test_names_stay_inside_and_are_what_they_seem(attempt: Attempt) -> None:
    names = [
        path.relative_to(attempt.root / "dist").as_posix() for path in (attempt.root / "dist").rglob("*")
    ]
    assert any("evil" in name and name.endswith(".md") for name in names)
    assert not [name for name in names if re.search('[\\\\:\n\u202e"]', name)]
