"""What MiniStack's own interpreter runs: the server, its certificate, its lifeline, its patches.

It is started as ``python -m launcher`` from the directory above, in an environment that has none of
the project's packages: it imports nothing but itself, the standard library and MiniStack's own.
"""
