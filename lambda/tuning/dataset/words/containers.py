"""What is said of a file before its records are read: its packing, its size, its use."""

from tuning.dataset.wording import error, warning


class OfContainers:
    """What is said of a file before its records are read: its packing, its size, its use."""

    SOURCE_GONE = error("the version that was dropped no longer exists", "upload the file again")
    EMPTY_FILE = error("the file is empty", "write one record on each line")
    NOT_TEXT = error("the content is {content}, not text", "{mend}")
    BAD_GZIP = error(
        "by its name the content is gzip, but it is none, or is damaged or cut off",
        "compress the file again, or drop it uncompressed",
    )
    BAD_PACKING = error(
        "by its name the content is {packing}, but it is none, or is damaged or cut off",
        "pack the file again, or drop it unpacked",
    )
    ZIP_FILES = error(
        "the zip archive holds {files} of data",
        "pack one file in each archive, or drop shards as train-00001-of-00008.jsonl.gz",
    )
    ZIP_ENCRYPTED = error("the zip archive is encrypted", "pack the file without a password")
    ZIP_METHOD = error(
        "the zip archive is packed by a method that is not read",
        "pack the file by the usual method (deflate), or with gzip",
    )
    # gzip was once all that was unpacked; tools rely on the name.
    GZIP_BOMB = error(
        "the content expands to more than {ratio} times its compressed size",
        "drop the file uncompressed",
    )
    BAD_TABLE = error(
        "by its name the content is {container}, but it is none, or is damaged or cut off",
        "write it again, or export the records as CSV or JSON Lines",
    )
    TABLE_ENCRYPTED = error(
        "the content is {container} that is encrypted", "save it without a password"
    )
    FILE_TOO_LARGE = error(
        "the {content} is larger than {mebibytes} MiB", "drop fewer records, as JSONL"
    )
    DROP_TOO_LARGE = error(
        "{gigabytes} GB were dropped for {part}; {model} takes at most {limit} GB ({why}), so none "
        "of it was read",
        "drop fewer records",
    )
    TOO_MANY_ERRORS = error(
        "more than {most:error was/errors were} found, and the rest of the file was not read",
        "check what wrote it: these hardly look like records",
    )
    TOO_MANY_TO_READ = error(
        "more than {most:record was/records were} found, and the rest of the file was not read",
        "drop fewer records: no base model takes as many",
    )
    NOT_USED = warning("the file is not used: {why}", "{fix}")
    LEFT_OVER = warning(
        "the file is of an earlier drop, and this run uses it as it was then",
        "upload it together with the training file if it was to change",
    )
