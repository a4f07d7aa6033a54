"""Everything that is installed anywhere, to the byte: versions and hashes, by ``make lock``."""
