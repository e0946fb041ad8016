"""Garbled text back to what it was, to the information limit.

In: text and protected spans. Out: edits with their evidence, ambiguous places with candidates. Imports
nothing of qapress but `diagnostic`.
"""
