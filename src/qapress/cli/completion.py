"""`qapress completion`: the script by which a shell completes command lines."""

from __future__ import annotations

import click

from qapress.cli import described, streams

EPILOG = """\
\b
To have it always, put the line into the file that your shell reads first:
  ~/.bashrc                   eval "$(qapress completion bash)"
  ~/.zshrc, after compinit    eval "$(qapress completion zsh)"
  ~/.config/fish/config.fish  qapress completion fish | source
  $PROFILE                    qapress completion powershell | Out-String | iex
"""


@described.command(
    "completion",
    more="SHELL is bash (4.4 or newer), zsh, fish or powershell. With it, Tab completes commands, options, "
    "names of rules and paths.",
    epilog=EPILOG,
    examples=(
        ("completion bash", "the script, to look at"),
        ("completion zsh > _qapress", "for a folder of fpath"),
    ),
)
@click.argument("shell", metavar="SHELL", type=click.Choice(["bash", "zsh", "fish", "powershell"]))
@click.pass_context
def command(context: click.Context, shell: str) -> int:
    """Print the script of a shell."""
    from qapress.cli.shells import script

    streams.write([script(context.find_root().command, shell)])
    return 0
