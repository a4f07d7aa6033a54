"""The record formats: what each looks like in a file, and how a record is written in it."""
