"""How a shell asks what to offer when Tab is pressed: click's protocol, and the scripts that speak it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from click.shell_completion import get_completion_class

from qapress.cli import streams

if TYPE_CHECKING:
    import click

VARIABLE = "_QAPRESS_COMPLETE"
"""The variable by which a script asks."""

ZSH = """\
#compdef qapress

_qapress() {
    local kind word meaning
    local -a answer bare described
    answer=("${(@f)$(env COMP_WORDS="${words[*]}" COMP_CWORD=$((CURRENT-1)) \
_QAPRESS_COMPLETE=zsh_complete qapress)}")
    for kind word meaning in "${(@)answer}"; do
        case $kind in
            (plain) [[ $meaning == _ ]] && bare+=("$word") || described+=("$word:$meaning") ;;
            (file) _path_files -f ;;
            (dir) _path_files -/ ;;
        esac
    done
    (( $#described )) && _describe -V qapress described
    (( $#bare )) && compadd -V qapress -a bare
}

if [[ $funcstack[1] == _qapress ]]; then
    _qapress "$@"
else
    compdef _qapress qapress
fi
"""
"""Click's own script for zsh offers nothing at the second Tab where it is a file of `fpath`."""

FISH = """\
function _qapress_completion
    set -l answer (env _QAPRESS_COMPLETE=fish_complete COMP_WORDS=(commandline -cp) \
COMP_CWORD=(commandline -t) qapress)
    for line in $answer
        set -l parts (string split --max 1 "," -- $line)
        switch $parts[1]
            case plain
                echo $parts[2]
            case file
                __fish_complete_path $parts[2]
            case dir
                __fish_complete_directories $parts[2]
        end
    end
end

complete --no-files --command qapress --arguments "(_qapress_completion)"
"""
"""Of click's own script for fish, words and descriptions end at their first comma."""


def script(program: click.Command, shell: str) -> str:
    """The script that a shell is to run when it starts."""
    ours = {"zsh": ZSH, "fish": FISH}
    found = get_completion_class(shell)
    if found is None or shell in ours:
        return ours[shell]
    asked = found(program, {}, "qapress", VARIABLE)
    return asked.source_template % asked.source_vars()  # `source` would run bash to see its version


def answer(program: click.Command) -> int:
    """Print what the script asked for, and give the exit code.

    Nothing is said of a failure: it would stand in the middle of a line that is being typed, and whatever is
    wrong is told when that line is run.
    """
    try:
        streams.write([_answer(program)])
    except Exception:
        return 1
    return 0


def _answer(program: click.Command) -> str:
    """What fits, in the form that the script expects.

    Of `--name=value` bash gives the value alone; the others replace the whole word, which click forgets.
    """
    shell = os.environ[VARIABLE].partition("_")[0]
    found = get_completion_class(shell)
    if found is None:
        return ""
    asked = found(program, {}, "qapress", VARIABLE)
    words, typed = asked.get_completion_args()
    if words[-1:] == ["="]:
        words.pop()
    name, equals, _ = typed.partition("=")
    before = name + equals if name.startswith("--") and equals else ""
    items = asked.get_completions(words, typed)
    for each in items:
        each.value = before + each.value
    return "".join(asked.format_completion(each) + "\n" for each in items)
