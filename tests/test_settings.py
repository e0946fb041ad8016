"""The configuration: which file governs, what it says, and where exactly it is wrong."""

from __future__ import annotations

import pickle
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from qapress.errors import ConfigError, UsageError
from qapress.settings import Settings, load, load_for
from qapress.settings.convert import options
from qapress.settings.locate import locate, value_span
from qapress.settings.schema import config_schema

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty repository that is also the working folder."""
    (tmp_path / "hub/.git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "hub")
    return tmp_path / "hub"


def put(path: Path, text: str = "") -> Path:
    """Write a file and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


# Which file, which root


def test_nearest_file_governs(hub: Path) -> None:
    put(hub / "pyproject.toml", '[tool.qapress]\nlanguage = "de"\n')
    put(hub / "a/qapress.toml", 'language = "fr"\n')
    put(hub / "a/b/pyproject.toml", "[tool.other]\n")
    put(hub / "a/b/x.md")
    near, far = load("a/b/x.md"), load("x.md")
    assert (near.root, near.language, near.file) == (hub / "a", "fr", hub / "a/qapress.toml")
    assert (far.root, far.language) == (hub, "de")


def test_own_file_goes_before_the_shared_one(hub: Path) -> None:
    put(hub / "pyproject.toml", '[tool.qapress]\nlanguage = "de"\n')
    put(hub / "qapress.toml", 'language = "fr"\n')
    assert load(".").language == "fr"


def test_search_ends_at_the_git_root(hub: Path) -> None:
    put(hub.parent / "qapress.toml", 'language = "fr"\n')
    assert load("x.md") == Settings(hub)


def test_root_without_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path / "here/sub/x.md")
    put(tmp_path / "there/y.md")
    monkeypatch.chdir(tmp_path / "here")
    assert load("sub/x.md").root == tmp_path / "here"
    assert load("../there/y.md").root == tmp_path / "there"


def test_git_root_goes_before_the_working_folder(hub: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(hub / "a/x.md")
    monkeypatch.chdir(hub / "a")
    assert load("x.md").root == hub


@pytest.mark.parametrize(
    "path",
    ["a/**/*.md", "a/missing/x.md", "a/[ab].md", "a", "a/../a/x.md", "a/" + "b" * 300, "a/\0.md"],
    ids=ascii,
)
def test_globs_and_new_names_belong_to_their_folder(hub: Path, path: str) -> None:
    put(hub / "a/qapress.toml")
    assert load(path).root == hub / "a"


def test_a_folder_may_be_named_like_a_glob(hub: Path) -> None:
    put(hub / "a [old]/qapress.toml")
    put(hub / "a [old]/x.md")
    assert load("a [old]/x.md").root == hub / "a [old]"


def test_named_file_and_isolation(hub: Path) -> None:
    put(hub / "qapress.toml", 'language = "fr"\n')
    other = put(hub.parent / "elsewhere/base.toml", 'language = "pl"\n')
    named = load(".", config=other)
    assert (named.root, named.language) == (hub, "pl")
    assert load(".", isolated=True) == Settings(hub)


def test_paths_of_two_roots(hub: Path) -> None:
    put(hub / "a/qapress.toml")
    put(hub / "b/qapress.toml")
    put(hub / "a/x.md")
    put(hub / "b/y.md")
    with pytest.raises(UsageError, match=r"paths of two roots: a/x\.md belongs to .*/a, b/y\.md to .*/b"):
        load_for(["a/x.md", "a", "b/y.md"])
    assert load_for(["a/x.md", "b/y.md"], isolated=True).root == hub
    assert load_for([]).root == hub


def test_a_mention_is_no_table(hub: Path) -> None:
    put(hub / "pyproject.toml", 'note = "[tool.qapress] comes later"\n')
    assert load(".").file is None
    with pytest.raises(ConfigError, match=r"^pyproject\.toml: holds no table \[tool\.qapress\]$"):
        load(".", config=Path("pyproject.toml"))


@pytest.mark.parametrize(
    "text",
    [
        "[ tool . qapress ]\n{}\n",
        '[tool."qapress"]\n{}\n',
        "[tool]\nqapress.{}\n",
        "[tool]\nqapress = {{ {} }}\n",
        "tool.qapress.{}\n[project]\n",
        "tool = {{ 'qapress' = {{ {} }} }}\n",
    ],
)
def test_the_table_is_found_however_it_is_written(hub: Path, text: str) -> None:
    file = put(hub / "pyproject.toml", text.format('language = "de"'))
    settings = load(".")
    assert (settings.language, settings.file) == ("de", file)
    put(file, text.format("selct = []"))
    line = 1 + text.split("{}")[0].count("\n")
    with pytest.raises(ConfigError, match=rf"^pyproject\.toml:{line}: unknown key 'selct'"):
        load(".")


@pytest.mark.parametrize("text", ["[tool]\nqapress = 3\n", "[[tool.qapress]]\n", "tool.qapress = 'x'\n"])
def test_what_is_no_table_is_refused(hub: Path, text: str) -> None:
    put(hub / "pyproject.toml", text)
    line = 1 + text.split("qapress")[0].count("\n")
    with pytest.raises(ConfigError, match=rf"^pyproject\.toml:{line}: 'tool\.qapress' must be a table$"):
        load(".")
    put(hub / "pyproject.toml", "tool = 'qapress'\n")
    assert load(".").file is None


# Values


def test_all_keys_arrive(hub: Path) -> None:
    put(
        hub / "qapress.toml",
        """\
include = ["**/*.md"]
layouts = [{layout = "house", include = ["a/*.md"]}]
languages = [{language = "pt-BR", include = ["pt/**"]}]
select = ["structure"]
extend-select = ["QA4"]
per-file-ignores = {"drafts/**" = ["QA2"]}
preview = true
spelling.words = ["mistune"]
rules.too-large.limit = 3

[severity]
double-space = "warning"

[links]
repository = "https://example.org/hub"

[grammar]
engine = "auto"
disable = ["EN_QUOTES"]

[build]
author-lines = true
paper = "letter"
""",
    )
    found = load(".")
    assert (found.layouts[0].layout, found.layouts[0].include) == ("house", ("a/*.md",))
    assert found.languages[0].language == "pt-BR"
    assert (found.select, found.extend_select) == (("structure",), ("QA4",))
    assert found.per_file_ignores == {"drafts/**": ("QA2",)}
    assert found.preview is True
    assert found.spelling_words == ("mistune",)
    assert found.links_repository == "https://example.org/hub"
    assert found.rules == {"too-large": {"limit": 3}}
    assert found.severity == {"double-space": "warning"}
    assert (found.grammar.engine, found.grammar.disable) == ("auto", ("EN_QUOTES",))
    assert (found.build.author_lines, found.build.paper) == (True, "letter")
    assert found.where("grammar", "disable", 0) == "qapress.toml:19"
    assert found.where("exclude") == ""
    assert pickle.loads(pickle.dumps(found)) == found


def test_extend_joins_tables_and_replaces_values(hub: Path) -> None:
    put(hub / "base.toml", 'extend = "root.toml"\nignore = ["QA4"]\nbuild.title = "Base"\nlanguage = "de"\n')
    put(hub / "root.toml", 'build.name = "root"\nlanguage = "pl"\n')
    put(hub / "a/qapress.toml", 'extend = "../base.toml"\nignore = ["QA2"]\nbuild.paper = "letter"\n')
    found = load("a")
    assert found.ignore == ("QA2",)
    assert found.language == "de"
    assert (found.build.name, found.build.title, found.build.paper) == ("root", "Base", "letter")
    assert (found.root, found.file) == (hub / "a", hub / "a/qapress.toml")
    assert found.where("build", "name") == "root.toml:1"


# Errors


WRONG = [
    ("inlcude = []", "qapress.toml:1: unknown key 'inlcude'; did you mean 'include'?"),
    ("extend_select = []", "qapress.toml:1: unknown key 'extend_select'; did you mean 'extend-select'?"),
    ("formats = []", "qapress.toml:1: unknown key 'formats'; did you mean 'build.formats'?"),
    ("qqq = 1", "qapress.toml:1: unknown key 'qqq'"),
    ("\n[build]\n\ntitel = ''", "qapress.toml:4: unknown key 'build.titel'; did you mean 'title'?"),
    ("build = {\nname = 'x',\n pape = 'a4'}", "qapress.toml:1: not valid TOML: "),
    ("spelling.word = []", "qapress.toml:1: unknown key 'spelling.word'; did you mean 'spelling.words'?"),
    ("spelling = []", "qapress.toml:1: 'spelling' must be a table, not an array"),
    (
        "\nlanguage = 'x y'",
        "qapress.toml:2: 'language' must be a language tag, such as en or pt-BR, not \"x y\"",
    ),
    ("language = ''", "qapress.toml:1: 'language' must be a language tag"),
    (
        "[[languages]]\ninclude = ['a']\nlanguage = 'de_DE'",
        "qapress.toml:3: 'languages[1].language' must be a language tag",
    ),
    ("[grammar]\nurl = 'http://[x'", "qapress.toml:2: 'grammar.url' must be an address, such as http"),
    (
        "links.repository = 'git@github.com:owner/name'",
        "qapress.toml:1: 'links.repository' must be the address of a repository, such as https://github.com/",
    ),
    ("\npreview = 1", "qapress.toml:2: 'preview' must be true or false, not a whole number"),
    ("preview = 'yes'", "qapress.toml:1: 'preview' must be true or false, not \"yes\""),
    ("layout = true", "qapress.toml:1: 'layout' must be a string, not true or false"),
    ("layout = 1979-05-27", "qapress.toml:1: 'layout' must be a string, not a date or time"),
    ("select = 'QA1'", "qapress.toml:1: 'select' must be an array, not \"QA1\""),
    ("select = [\n'QA1', # one\n2]", "qapress.toml:3: 'select[2]' must be a string, not a whole number"),
    ("build = 3", "qapress.toml:1: 'build' must be a table, not a whole number"),
    (
        "build.paper = 'lettr'",
        "qapress.toml:1: 'build.paper' must be one of 'a4', 'letter', not \"lettr\"; did you mean 'letter'?",
    ),
    (
        "grammar.engine = 'languagetol'",
        "qapress.toml:1: 'grammar.engine' must be one of 'off', 'auto', 'embedded', 'languagetool', not ",
    ),
    (
        "[severity]\nQA1 = 'error'\ndouble-space = 'fatal'",
        "qapress.toml:3: 'severity.double-space' must be one of 'error', 'warning', 'note', not \"fatal\"",
    ),
    (
        "[[layouts]]\nlayout='house'\ninclude=[]\n[[layouts]]\nlayout='a'",
        "qapress.toml:4: 'layouts[2]' lacks the key 'include'",
    ),
    (
        "[[languages]]\nlanguage='de'\ninclude=['a',\n 1]",
        "qapress.toml:4: 'languages[1].include[2]' must be a string",
    ),
    (
        '[per-file-ignores]\n\'a.md\' = ["""\nx""",\n{}]',
        "qapress.toml:4: 'per-file-ignores.a.md[2]' must be a string",
    ),
    ("include = [", "qapress.toml:1: not valid TOML: "),
    ("a = 1\nb 2", "qapress.toml:2: not valid TOML: expected '=' after a key in a key/value pair"),
    ("extend = 3", "qapress.toml:1: 'extend' must be a string, the path of a TOML file"),
    ("#\nextend = 'no.toml'", "qapress.toml:2: 'extend' names no.toml, which is not a file"),
    ("extend = '../../etc/x.toml'", "qapress.toml:1: 'extend' leads outside "),
    ("extend = '" + "a" * 300 + ".toml'", "qapress.toml:1: 'extend' names aaa"),
    ('extend = "a\\u0000.toml"', "qapress.toml:1: 'extend' names a"),
    ('\nlayout = "a\\u0000.toml"', "qapress.toml:2: 'layout' holds a null character"),
    ('build.fonts = ["a", "\\u0000"]', "qapress.toml:1: 'build.fonts[2]' holds a null character"),
    ("a = " + "1" * 5_000, "qapress.toml: not valid TOML: a number is too long"),
    ("extend = './qapress.toml'", "qapress.toml:1: 'extend' leads back to qapress.toml"),
]


@pytest.mark.parametrize(("text", "message"), WRONG, ids=[message for _, message in WRONG])
def test_wrong_files_are_told_with_their_line(hub: Path, text: str, message: str) -> None:
    put(hub / "qapress.toml", text)
    with pytest.raises(ConfigError) as raised:
        load(".")
    assert str(raised.value).startswith(message)


def test_line_in_a_shared_file(hub: Path) -> None:
    put(hub / "pyproject.toml", '[project]\nname = "x"\n\n[tool.qapress.build]\nnames = "x"\n')
    with pytest.raises(
        ConfigError, match=r"^pyproject\.toml:5: unknown key 'build\.names'; did you mean 'name'"
    ):
        load(".")


def test_error_in_an_extended_file_names_that_file(hub: Path) -> None:
    put(hub / "qapress.toml", 'extend = "base.toml"\n')
    put(hub / "base.toml", "\n\npreview = 0\n")
    with pytest.raises(ConfigError, match=r"^base\.toml:3: 'preview' must be"):
        load(".")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xef\xbb\xbflanguage = 1", "qapress.toml:1: 'language' must be a string"),
        (b"#\r\n\r\nlanguage = 1", "qapress.toml:3: 'language' must be a string"),
        (b"#\n# caf\xe9\n", "qapress.toml:2: not UTF-8, which TOML must be"),
        (b"select = " + b"[" * 5000, "qapress.toml"),
    ],
)
def test_odd_bytes(hub: Path, content: bytes, message: str) -> None:
    (hub / "qapress.toml").write_bytes(content)
    with pytest.raises(ConfigError) as raised:
        load(".")
    assert str(raised.value).startswith(message)


def test_a_link_that_leads_outside_is_not_extended(hub: Path) -> None:
    put(hub.parent / "secret.toml", "preview = true\n")
    put(hub / "base.toml", "preview = true\n")
    (hub / "outside.toml").symlink_to(hub.parent / "secret.toml")
    (hub / "inside.toml").symlink_to("base.toml")
    put(hub / "qapress.toml", 'extend = "inside.toml"\n')
    assert load(".").preview
    put(hub / "qapress.toml", '\nextend = "outside.toml"\n')
    with pytest.raises(ConfigError, match=r"^qapress\.toml:2: 'extend' leads through a link outside "):
        load(".")


def test_a_folder_in_place_of_the_named_file(hub: Path) -> None:
    (hub / "conf.toml").mkdir()
    with pytest.raises(ConfigError, match=r"^conf\.toml: cannot be read: "):
        load(".", config=Path("conf.toml"))


@dataclass(frozen=True)
class Limits:
    """Options of a rule, as a rule's module would declare them."""

    max_words: int = 5
    ratio: float = 0.5
    words: tuple[str, ...] = ()


def test_options_of_a_rule(hub: Path) -> None:
    put(hub / "qapress.toml", "[rules.some-rule]\nmax-words = 7\nratio = 1\n")
    assert options(load("."), "some-rule", Limits) == Limits(7, 1)
    assert options(load("."), "other-rule", Limits) == Limits()
    put(hub / "qapress.toml", "[rules.some-rule]\n\nmax-word = 7\n")
    message = r"^qapress\.toml:3: unknown key 'rules\.some-rule\.max-word'; did you mean 'max-words'\?$"
    with pytest.raises(ConfigError, match=message):
        options(load("."), "some-rule", Limits)


# Places


def test_places_of_all_forms() -> None:
    text = '''\
# comment
a = 1
"b.c" = [ # one
  "x]", 'y#', """
[[not.a.table]]
""",
  [1,
   {k = 2, "l m" = [3,
   4]}],
]
[d . "e"]
f.g = \'\'\'
= [ \'\'\' # end
h = "\\"" \n[[i]]
[[ i ]]
j = 1979-05-27 07:32:00
[i.k]
l = """a"""""
m = -inf
'''
    found = {".".join(map(str, keys)): line for keys, line in locate(text).items()}
    assert found == {
        "a": 2, "b.c": 3, "b.c.0": 4, "b.c.1": 4, "b.c.2": 4, "b.c.3": 7, "b.c.3.0": 7, "b.c.3.1": 8,
        "b.c.3.1.k": 8, "b.c.3.1.l m": 8, "b.c.3.1.l m.0": 8, "b.c.3.1.l m.1": 9,
        "d": 11, "d.e": 11, "d.e.f": 12, "d.e.f.g": 12, "d.e.h": 14,
        "i": 15, "i.0": 15, "i.1": 16, "i.1.j": 17, "i.1.k": 18, "i.1.k.l": 19, "i.1.k.m": 20,
    }  # fmt: skip


def flat(value: Any, keys: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """All values of a parsed file by their keys."""
    if keys:
        yield keys, value
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in items:
        yield from flat(each, (*keys, key))


BLANKS = st.sampled_from(["", " ", "\t "])
BREAKS = st.sampled_from(["", " ", "\n", "\n\n", " # ] } = ' \" \n"])
TEXTS = st.sampled_from(
    [
        '"a = [ ]"',
        "'it # is'",
        '"\\"\\\\"',
        '"""\n[x]\n\\""""',
        "'''\n''k = 1'''",
        '""',
        "'''a''''",
        "true",
        "1e3",
    ]
)
NAMES = st.sampled_from(["a", "b-c", "1", '"d.e"', "'f g'", '"\\u00e9"', '"#"'])


@st.composite
def values(draw: st.DrawFn, depth: int = 2) -> str:
    """A value as TOML text; each number is a mark `@`, made unique later."""
    kind = draw(st.sampled_from(["mark", "text", "array", "table"] if depth else ["mark", "text"]))
    if kind == "mark":
        return "@"
    if kind == "text":
        return draw(TEXTS)
    inner = draw(st.lists(values(depth - 1), max_size=3))
    if kind == "array":
        return "[" + ",".join(draw(BREAKS) + each + draw(BREAKS) for each in inner) + draw(BREAKS) + "]"
    names = draw(st.lists(NAMES, min_size=len(inner), max_size=len(inner), unique=True))
    return (
        "{"
        + ",".join(f"{draw(BLANKS)}{n}{draw(BLANKS)}= {v}" for n, v in zip(names, inner, strict=True))
        + "}"
    )


@st.composite
def files(draw: st.DrawFn) -> str:
    """A valid TOML file with comments, dotted keys, tables and arrays of tables."""
    parts = []
    for index in range(draw(st.integers(0, 4))):
        header = draw(st.sampled_from(["[t{}]", "[ t{} . u ]", "[[many]]", "[[ many ]]\n[many.x.'y z']"]))
        parts.append(header.format(index) if index else "")
        names = draw(st.lists(NAMES, max_size=3, unique=True))
        dotted = draw(st.sampled_from(["", " . deep", ".'x y'"]))
        parts += [f"{draw(BREAKS)}{name}{dotted} ={draw(BLANKS)}{draw(values())} # = 'end'" for name in names]
    text = "\n".join(parts) + "\n"
    for number in range(text.count("@")):
        text = text.replace("@", str(1000 + number), 1)
    return draw(st.sampled_from([text, text.replace("\n", "\r\n")]))


@given(files())
def test_places_agree_with_tomllib(text: str) -> None:
    found = dict(flat(tomllib.loads(text)))
    lines = locate(text)
    assert set(lines) == set(found)
    rows = text.split("\n")
    for keys, value in found.items():
        if type(value) is int:
            assert str(value) in rows[lines[keys] - 1]
        span = value_span(text, *keys)
        if span is not None:  # else a table, or an array of tables, that a header opens
            written = text.replace("\r\n", "\n")[slice(*span)]
            assert tomllib.loads(f"x = {written}")["x"] == value
        else:
            assert isinstance(value, dict | list)


# The schema


def test_schema_is_valid_and_agrees_with_loading(hub: Path) -> None:
    schema = config_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for text, message in WRONG:
        put(hub / "qapress.toml", text)
        if not any(each in message for each in ("TOML", "leads", "'extend' names", "null character")):
            assert not validator.is_valid(tomllib.loads(text)), text
    good = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text("utf-8"))
    validator.validate(good["tool"]["qapress"])
