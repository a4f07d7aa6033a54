"""The judgement of a run, of answers that people bring as files."""
