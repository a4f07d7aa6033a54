"""Sentences that order a model to forget its orders, and marks that forge a change of speaker.

A dataset may hold them for good reasons, with refusals as answers. So they are told and counted,
and refuse nothing. What hides its words from people is looked for in every reading of
``unfolding``; what says the same in words of its own is not found.
"""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import chain
from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.expressions import Expressions
from tuning.dataset.problems import Fault
from tuning.dataset.safety import orders, unfolding
from tuning.dataset.safety.orders import FORGED, IGNORE, REVEAL, UNBOUND

TEMPLATE: Final = "a mark of a chat template"

MARKS: Final = (
    rb"<\|(?:im_start|im_end|im_sep|system|user|assistant|endoftext|endofprompt|start|end|message"
    rb"|channel|call|return|constrain|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id"
    rb"|eom_id|python_tag|tool_call|tool_response|endofsystem|observation|START_OF_TURN_TOKEN"
    rb"|END_OF_TURN_TOKEN|[A-Z]{4,10}_TOKEN)\|>",
    rb"(?:<|\xef\xbc\x9c)[ ]{0,3}(?:\||\xef\xbd\x9c)[ ]{0,3}(?i:im_start|im_end|im_sep|eot_id"
    rb"|start_header_id|end_header_id|begin_of_text|end_of_text|start_of_role|end_of_role"
    rb"|header_start|header_end|endoftext)[ ]{0,3}(?:\||\xef\xbd\x9c)",
    rb"<\|(?:eot|fim_(?:prefix|middle|suffix)|tool_calls?(?:_section)?_(?:begin|end))\|>",
    rb"</?(?:tool_call|function_calls)>",
    rb"<(?:start_of_turn|end_of_turn|start_of_image|unused[0-9]{1,2})>",
    rb"<\xef\xbd\x9c[^<>\x00]{2,40}\xef\xbd\x9c>",
    rb"\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_CALLS|TOOL_RESULTS)\]",
    rb"<</?SYS>>",
    rb"<eo[ha]>",
)
"""Of ChatML, Llama, Mistral, Gemma, harmony, Phi, GLM, Command R, DeepSeek, Granite, Qwen, Kimi."""

TURNS: Final = (
    (
        r"(?:^|\n)[ \t]*#{2,3} ?(?:instructions?|system)(?::[^\n]*|[ \t]*)\n.{0,2000}?"
        r"#{2,3} ?(?:input|response|output|user|assistant):",
        TEMPLATE,
    ),
    (
        r"(?:^|\n)[ \t]*#{2,3} ?(?:human|user):.{0,2000}?#{2,3} ?(?:assistant|response):",
        TEMPLATE,
    ),
    (r"^\s*<s>(?!.*</s>)|^\s*<s>.*</s>\s*$|</s>\s*<s>|^(?!.*<s>).*</s>", TEMPLATE),
)
"""Of Alpaca and its kin, and the ends of Llama 1 and 2: headings of other texts have no colon, and
what HTML strikes through begins and ends within a text."""

HIDDEN: Final = ", spelt so that people miss it"

STEMS: Final = (
    rb"(?i:nstr(?:u|[\xc3\xc5][\x80-\xbf])[ck]|direktiv|directive|guideline|consigne|anweisung|vorgabe|befehl|indicacion)",
    rb"(?i:\xc3\xb3rdenes|ordenes|istruzion|indicazion|aanwijzing|opdracht|polece|wytyczn|talimat)",
    rb"(?i:y\xc3\xb6nerge|komut|orienta\xc3\xa7|ordens|instru\xc3\xa7)",
    rb"(?i:system.{0,2}prompt|prompt.{0,5}sist|prompt.{0,3}syst|systeemprompt|sistem.istem)",
    rb"(?i:you are now|anything now)",
    rb"(?i:(?:everything|anything|all|what)[ ](?:that[ ])?you[ ](?:were|have been)[ ])",
    rb"(?i:(?:no|without(?:[ ]any)?|of|from)[ ](?:rules|restrictions|limits|guidelines|filters))",
    rb"(?i:##[ ]?(?:response|input|output|user|assistant):)",
    rb"</?s>",
    rb"(?i:(?:ignore|disregard|forget)[ ](?:all[ ](?:of[ ])?|everything[ ]|what is[ ])?"
    rb"(?:the[ ])?above)",
    rb"(?i:(?:system|assistant|developer)(?:[ ]|\xc2\xa0){0,3}(?::|\xef\xbc\x9a))",
    rb"(?i:(?:ignore|disregard|forget|override)[^.!?\x00]{1,24}prompt)",
    *(
        b"(?:%b)" % b"|".join(word.encode() for word in words)
        for words in (
            ("нструкци", "указани", "команд", "правил", "системн"),
            ("指令", "指示", "命令", "提示", "规则", "規則", "プロンプト"),
            ("지시", "명령", "지침", "프롬프트"),
            ("التعليمات", "الأوامر", "تعليماتك"),
            ("निर्देश", "आदेश"),
        )
    ),
)
"""One of them is in every order in plain letters."""

SIGN: Final = rb"[._*'|/~^-]"
SPELT: Final = (
    rb"(?i:in%bst|ins%btr|inst%bru|instr%buc|instru%bct|instruc%bt)" % ((SIGN,) * 6),
    rb"(?i:[i1!|]n[s5$]tr[uv]c[t7])",
    rb"(?:%[4567][0-9A-Fa-f]){4}",
    rb"(?:\\x[467][0-9A-Fa-f]){4}",
    rb"(?:\\u00[467][0-9A-Fa-f]){4}",
    rb"(?:&#x?[0-9A-Fa-f]{2,3};){4}",
    rb"(?:aW5zdHJ1Y3|luc3RydWN0|pbnN0cnVjd|SW5zdHJ1Y3)",
    rb"(?:c3lzdGVtIHByb21wd|N5c3RlbSBwcm9tcH|zeXN0ZW0gcHJvbXB0)",
    rb"(?i:69[ :]?6e[ :]?73[ :]?74[ :]?72[ :]?75[ :]?63[ :]?74)",
    rb"(?i:vafgehpg|tcurtsni)",
)
"""The same for what is spelt in another way: "instruct" with a sign inside, and encoded."""

PAST: Final = rb"[ ._*|/~^-]{1,3}"
APART: Final = tuple(
    PAST.join(rb"(?i:%c)" % each for each in word) for word in (b"nstru", b"promp")
)
"""Its letters one by one, and those of "prompt". With the others they would take twice as long."""

BEYOND: Final = (
    rb"[A-Za-z][\xce-\xd3\xd5\xd6][\x80-\xbf]",
    rb"[\xce-\xd3\xd5\xd6][\x80-\xbf][A-Za-z]",
    rb"\xef\xbd[\x81-\x9a]\xef\xbd",
    rb"\xf0\x9d[\x90-\x9f][\x80-\xbf]\xf0",
    rb"\xe2\x93[\x80-\xbf]\xe2\x93",
    rb"\xe1\xb4[\x80-\xbf][a-z\xc9\xca\xe1\xea]",
    rb"(?:\xc2\xad|\xe2\x80[\x8b-\x8f]|\xe2\x81[\xa0-\xaf])[a-z]",
)
"""Beside letters of another alphabet, wide, mathematical, encircled, as small capitals, with what
nobody sees between. Texts of ASCII alone need no search for them."""

COARSE: Final = (*MARKS, *STEMS, *SPELT)
ALL: Final = (*COARSE, *APART, *BEYOND)
"""One of them is in every text that has a phrase; they are found many times as fast."""

WRITTEN: Final = len(MARKS)
KINDS: Final = (IGNORE, REVEAL, UNBOUND, FORGED, TEMPLATE)


def faults(data: bytes, where: str) -> Iterator[Fault]:
    """Yield what a text orders a model to do, each thing once."""
    shown = expressions().present(data)
    if not shown:
        return
    text = data.decode(errors="replace")
    plain = dict.fromkeys(_told(text))
    if shown[0] < WRITTEN:
        plain[TEMPLATE] = None
    hidden = dict.fromkeys(_unfolded(text)) if shown[-1] >= WRITTEN else {}
    for what in (*plain, *(f"{what}{HIDDEN}" for what in hidden if what not in plain)):
        yield Fault.of(Code.INJECTION_PHRASE, where=where, what=what)


@cache
def expressions() -> Expressions:
    """Return the signs of all phrases as one set."""
    return Expressions(ALL, once=True)


def _told(text: str) -> Iterator[str]:
    """Yield what a text orders as people read it; marks over letters and wide spaces count."""
    written = unicodedata.normalize("NFKC", text).casefold()
    latin = unicodedata.normalize("NFD", written)
    latin = "".join(each for each in latin if not unicodedata.combining(each))
    yield from _found(orders.LATIN, latin)
    yield from _found(TURNS, latin)
    if not text.isascii():
        yield from _found(orders.OTHERS, written)


def _unfolded(text: str) -> Iterator[str]:
    folded = unfolding.folded(text)
    yield from _found(orders.LATIN, folded)
    yield from _found(orders.LATIN, unfolding.joined(folded))
    yield from _found(orders.LATIN, unfolding.lettered(folded))
    yield from chain.from_iterable(_found(orders.LETTERS, run) for run in unfolding.closed(folded))
    for said in unfolding.decoded(text):
        yield from _told(said)


def _found(rows: tuple[tuple[str, str], ...], text: str) -> Iterator[str]:
    return (what for regex, what in orders.compiled(rows) if regex.search(text))
