"""A text is read in what it is certainly written in, and refused in one line otherwise."""

# Typographic marks and other scripts are what this is about.
# ruff: noqa: RUF001

import json
import random
import re
from collections.abc import Sequence

import pytest

from tests.unit.dataset.taking import Took, take_in
from tuning.dataset.reading.code_pages import PAGES
from tuning.dataset.reading.encodings import LOOKED_AT

FILLING = " and so on, and so forth, in the letters that every page has, without a mark on any"

WESTERN = {
    "French": "Où est passée la forêt ? Ce garçon très élégant a déjà mangé à l’hôtel.",
    "German": "Grüße aus München: schöne Straßen für alle Mädchen, „immer“ über 5 €.",
    "Spanish": "¿Dónde está el niño? Mañana será otro día, señor; él también vendrá.",
    "Portuguese": "Não há razão para a emoção; você está à espera de nós e põe três.",
    "Italian": "È così che la città è più bella, perché può, e non ciò che si dirà.",
    "Dutch": "Dat is één geïnteresseerde coëfficiënt, geüpload in januari.",
    "Swedish": "Är det här en björn på ån? Förlåt, det är några älgar.",
    "Danish": "Blåbærgrød på øen er rød, og æblerne også.",
    "Icelandic": "Það er ágætt að búa hér, þú veist það, og ýmislegt fór úrskeiðis.",
    "English": "Don’t worry, it’s “done” – we’ve sent it…",
    "several languages": "Er fragt «Où est le garçon ?», dann ¿el niño? für Ævar på ån",
}
"""What Windows-1252 is for; a sentence of each, with most of its letters."""

OTHERS = {
    "Polish": ("cp1250", "Zażółć gęślą jaźń, proszę pana, jutro będzie łatwiej."),
    "Polish by ISO": ("iso8859_2", "Zażółć gęślą jaźń, proszę pana, jutro będzie łatwiej."),
    "Czech": ("cp1250", "Příliš žluťoučký kůň úpěl ďábelské ódy, a já také."),
    "short Czech": ("cp1250", "Dobrý den, jak se máte?"),
    "Slovak": ("cp1250", "Kŕdeľ ďatľov učí koňa žrať kôru, vĺča ňuchá."),
    "Hungarian": ("cp1250", "Az őrült nő hűvösen főz, jó napot, és viszontlátásra."),
    "Romanian": ("cp1250", "Bună ziua, ce faceţi în oraş? Şi eu sînt bine."),
    "Croatian": ("cp1250", "Đak uči čitati, šeće i žuri kući."),
    "Turkish": ("cp1254", "Günaydın, nasılsınız? Şöyle bir ağaç var."),
    "Lithuanian": ("cp1257", "Ačiū, kaip jums sekasi šiandien? Žmogus ėjo."),
    "Russian": ("cp1251", "Привет, как дела? Где мой заказ?"),
    "Russian by KOI8": ("koi8_r", "Привет, как дела? Где мой заказ?"),
    "Russian by DOS": ("cp866", "Привет, как дела? Где мой заказ?"),
    "Greek": ("cp1253", "Καλημέρα, τι κάνεις; Πού είναι η παραγγελία;"),
    "Chinese": ("gb18030", "你好，世界，今天天气很好。订单在哪里"),
    "Japanese": ("shift_jis", "こんにちは、注文はどこですか"),
    "Korean": ("euc_kr", "안녕하세요 주문은 어디에"),
    "French by Macintosh": ("mac_roman", "Où est passée la forêt ? Ce garçon a déjà mangé."),
    "German by Macintosh": ("mac_roman", "Grüße aus München, schöne Straßen für Mädchen"),
    "Spanish by Macintosh": ("mac_roman", "¿Dónde está el niño? Mañana será otro día"),
    "German by DOS": ("cp850", "Grüße aus München, schöne Straßen für Mädchen"),
    "French by DOS": ("cp850", "Où est passée la forêt ? Ce garçon a déjà mangé."),
}

PAGE_OF = {page.codec: page.name for page in PAGES}

MARKS = {
    "UTF-8": ("utf-8-sig", None),
    "UTF-16 little": ("utf-16-le", b"\xff\xfe"),
    "UTF-16 big": ("utf-16-be", b"\xfe\xff"),
    "UTF-32 little": ("utf-32-le", b"\xff\xfe\x00\x00"),
    "UTF-32 big": ("utf-32-be", b"\x00\x00\xfe\xff"),
}

TEXTS = ["plain", "Zürich costs 5 €", "三つの 言葉", "🦀 and more"]


def records(texts: Sequence[str]) -> str:
    """Write records whose texts are as they are, not escaped."""
    return "".join(
        json.dumps({"prompt": text, "completion": f"{text}!"}, ensure_ascii=False) + "\n"
        for text in texts
    )


def table(texts: Sequence[str], separator: str = ";") -> str:
    rows = [f'"{text}"{separator}"{text}!"\r\n' for text in texts]
    return f"prompt{separator}completion\r\n" + "".join(rows)


def answers(took: Took) -> list[str]:
    return [batch.columns.answers[row] for batch in took.batches for row in range(len(batch))]


@pytest.mark.parametrize("name", ["train.jsonl", "train.json", "train.csv"])
@pytest.mark.parametrize(("codec", "mark"), MARKS.values(), ids=MARKS.keys())
def test_a_mark_says_what_a_text_is_written_in(codec: str, mark: bytes | None, name: str) -> None:
    text = {"train.jsonl": records(TEXTS), "train.csv": table(TEXTS)}.get(name) or (
        "[" + ",\n".join(records(TEXTS).splitlines()) + "]"
    )

    took = take_in((mark or b"") + text.encode(codec), name=name)

    assert [f"{text}!" for text in TEXTS] == answers(took)
    assert (["OTHER_ENCODING@None"] if mark else []) == took.listed


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("name", ["train.jsonl", "train.csv"])
def test_utf_16_is_known_without_a_mark(codec: str, name: str) -> None:
    text = table(TEXTS) if name == "train.csv" else records(TEXTS)

    assert [f"{text}!" for text in TEXTS] == answers(take_in(text.encode(codec), name=name))


@pytest.mark.parametrize("name", ["train.jsonl", "train.csv"])
@pytest.mark.parametrize("text", WESTERN.values(), ids=WESTERN.keys())
def test_windows_1252_is_read_where_nothing_else_can_be_meant(text: str, name: str) -> None:
    written = table([text, "plain"]) if name == "train.csv" else records([text, "plain"])

    took = take_in(written.encode("cp1252"), name=name)

    assert [f"{text}!", "plain!"] == answers(took)
    assert ["OTHER_ENCODING@None"] == took.listed
    assert "Windows-1252" in took.problems[0].message


@pytest.mark.parametrize("name", ["train.jsonl", "train.csv"])
@pytest.mark.parametrize(("codec", "text"), OTHERS.values(), ids=OTHERS.keys())
def test_another_code_page_is_never_taken_for_windows_1252(
    codec: str, text: str, name: str
) -> None:
    texts = ["plain", text, text.lower(), "plain"]
    written = table(texts) if name == "train.csv" else records(texts)

    took = take_in(written.encode(codec, "replace"), name=name)

    assert [f"UNKNOWN_ENCODING@{3 if name == 'train.csv' else 2}"] == took.listed
    assert "convert FILE --encoding NAME" in took.problems[0].fix


LIKELY = {
    **{name: (PAGE_OF[codec], text) for name, (codec, text) in OTHERS.items() if codec in PAGE_OF},
    "Hebrew": ("Windows-1255", "שלום, איפה החבילה שלי?"),
    "Hebrew by ISO": ("ISO-8859-8", "שלום, איפה החבילה שלי?"),
    "Czech of few letters": ("Windows-1250", "Kde je můj balík?"),
    "Hungarian of few letters": ("Windows-1250", "őszi küldemény"),
    "Romanian of few letters": ("Windows-1250", "vă rog; şi cât"),
    "French of few letters": ("ISO-8859-15", "œuvre"),
}


@pytest.mark.parametrize(("page", "text"), LIKELY.values(), ids=LIKELY.keys())
def test_a_code_page_that_may_be_it_is_named_with_its_languages_and_never_chosen(
    page: str, text: str
) -> None:
    (problem,) = take_in(records([text, "plain", text] * 3).encode(page)).problems

    assert re.search(rf"\b{page} \([A-Z][a-z]+", problem.message)
    assert "--encoding NAME" in problem.fix
    assert page not in problem.fix


def test_a_code_page_may_show_itself_late_and_in_every_piece() -> None:
    texts = [f"plain {n}{FILLING * 5}" for n in range(1_500)]
    texts += [text + FILLING * 5 for text in WESTERN.values()] * 200

    took = take_in(records(texts).encode("cp1252"))

    assert [f"{text}!" for text in texts] == answers(took)


def test_what_is_ambiguous_at_first_is_settled_by_what_follows() -> None:
    first, more = "très été", WESTERN["French"]

    assert "UNKNOWN_ENCODING" in take_in(records([first] * 9).encode("cp1252")).codes
    took = take_in(records([first + FILLING * 10] * 300 + [more]).encode("cp1252"))
    assert f"{more}!" == answers(took)[-1]


def test_an_encoding_is_not_looked_for_without_end() -> None:
    line = f"très été{FILLING * 10}"
    texts = [line] * (2 * LOOKED_AT // len(line)) + [WESTERN["French"]]

    assert ["UNKNOWN_ENCODING@1"] == take_in(records(texts).encode("cp1252")).listed


def test_a_broken_byte_in_utf_8_is_named_by_its_line() -> None:
    content = records(["Zürich", "kept"]).encode() + b'{"prompt":"\xff","completion":"b"}\n'

    assert ["BAD_UTF8@3"] == take_in(content).listed


@pytest.mark.parametrize(
    "sequence",
    [b"\xed\xa0\xbd\xed\xb8\x80", b"\xf4\x90\x80\x80", b"\xe0\x80\xaf", b"\xf0\x80\x80\xaf"],
    ids=["halves of a character", "beyond Unicode", "too long", "still longer"],
)
def test_sequences_that_are_no_characters_are_slips_in_utf_8(sequence: bytes) -> None:
    """Some tools write them; the file is none of a code page for that."""
    content = records(["kept", *["very HERE well"] * 9]).encode().replace(b"HERE", sequence)

    assert [f"BAD_UTF8@{line}" for line in range(2, 11)] == take_in(content).listed


def test_two_encodings_in_one_file_are_never_read_as_one() -> None:
    western, utf_8 = records(list(WESTERN.values()) * 500), records(list(WESTERN.values()) * 5_000)

    took = take_in(western.encode("cp1252") + utf_8.encode())

    assert {"BAD_ENCODING", "OTHER_ENCODING"} == took.codes or {"BAD_UTF8"} == took.codes
    assert all("Ã" not in text for text in answers(took))


def test_a_text_that_stops_being_what_its_mark_says_is_named_by_its_line() -> None:
    content = b"\xff\xfe" + records(["a", "b"]).encode("utf-16-le") + b"\x00\xd8\x41\x00"

    assert "BAD_ENCODING@3" in take_in(content).listed


def test_random_bytes_are_never_certain() -> None:
    dice = random.Random(7)
    for _ in range(200):
        noise = bytes(dice.randrange(32, 256) for _ in range(400)).replace(b'"', b"")
        content = b'{"prompt":"%b","completion":"b"}\n' % noise.replace(b"\\", b"")

        assert "OTHER_ENCODING" not in take_in(content).codes
