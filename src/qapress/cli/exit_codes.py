"""The exit codes besides 0, as the README lists them."""

FOUND = 1
"""There are findings or a trouble, or something would change that was only to be shown."""

FAILED = 2
"""Wrong usage or configuration, or something that could not be read, checked or written."""

FAULT = 3
"""A fault of the program."""

INTERRUPTED = 130
