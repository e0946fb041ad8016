"""One module a verb: check, fix, build, list. The only place where all packages meet.

In: paths and settings. Out: results for the command line and for Python. Imports all but `cli`.
"""
