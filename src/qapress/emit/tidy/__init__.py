"""Documents as tidy Markdown: what the format of that name and all data are made of.

In: a `Bundle`. Out: text whose addresses lead somewhere inside the bundle, without comments, with the losses
reported. Imports `markdown`, `model`, and of `emit` what says where things lie.
"""
