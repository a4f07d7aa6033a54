"""The walk: which state follows which outcome, and the machine that is built from it."""
