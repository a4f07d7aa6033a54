"""The dataset room: read what was dropped, judge it, convert it, split it, freeze it.

::

    admit ── intake ─┬─ formats ─┬─ jsonl ────┐
      │              │           ├─ examples ─┴─ parser ── shapes, diagnosis
      │              │           └─ table
      │              ├─ rules, sizes, split, quality
      │              └─ parts
      └─ snapshot, prompts, report

Everything but ``admit`` and ``snapshot`` works on streams of bytes and needs no AWS. Whatever the
bytes are, reading them raises nothing: what is wrong with them is a ``Problem``, and a problem
holds codes, figures and line numbers, never text of the dataset.
"""
