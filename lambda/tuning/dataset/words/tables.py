"""What is said of a table or workbook: its header, its rows."""

from tuning.dataset.wording import error, warning


class OfTables:
    """What is said of a table or workbook: its header, its rows."""

    SHEETS = error(
        "the workbook has {sheets} sheets that hold something; the first row of {known} of them "
        "names columns of a known form",
        "save the sheet with the examples as a workbook of its own",
    )
    FORMULAS = error(
        "{cells:cell of the sheet is a formula/cells of the sheet are formulas} without a value: "
        "what wrote the workbook stored none",
        "open it in a spreadsheet program and save it: that stores what the formulas give",
    )
    UNKNOWN_COLUMNS = error(
        "the header names the columns {columns}, which are those of no known form",
        "name them {known}, or say which two hold the question and its answer with columns in "
        "task.toml or --columns",
    )
    HEADER_BELOW = error(
        "the first row names no columns of a known form; line {below} does",
        "let that line be the first: it names the columns",
    )
    SINGLE_QUOTES = error(
        "single quotes stand around the names of the columns, and a table has double quotes",
        'put cells in double quotes (")',
    )
    NO_TABLE = error(
        "the file is a table, but {format} was requested",
        "drop JSONL, or choose the format prompt_completion or input_output",
    )
    DUPLICATE_COLUMN = error(
        "two columns have the name {column}", "give every column a name of its own"
    )
    BAD_CSV = error(
        "the row does not have {cells:cell}, or its quotes do not match",
        'put a cell with a comma, quote or line break in quotes, and double each quote ("") in it',
    )
    SHEETS_NOT_READ = warning(
        "of the other sheets of the workbook ({sheets}) none is read: their first rows name no "
        "columns of a known form",
        "nothing to fix, if the examples are all on one sheet",
    )
    HIDDEN_ROWS = warning(
        "{rows:row is/rows are} hidden on sheet {sheet}, by a person or a filter, and read like "
        "the others",
        "if only the others are meant, copy those that are shown to a workbook of their own",
    )
    SHOWN_OTHERWISE = warning(
        "{what} is not written as the sheet shows it: how that is, the file does not say",
        "if the model should learn it as it is shown, format the cell as text, or write it with "
        "the function TEXT",
        once=True,
    )
