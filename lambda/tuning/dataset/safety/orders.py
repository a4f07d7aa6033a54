"""Orders to a model, in the languages that most people write in, as expressions over small letters.

Each language has a verb, a few words, and what is ordered about. Between words stand white space or
signs, never the end of a sentence.
"""

import re
from functools import cache
from typing import Final

IGNORE: Final = "an order to ignore earlier instructions"
REVEAL: Final = "an order to reveal the system prompt"
UNBOUND: Final = "an order to play a model without rules"
FORGED: Final = "a line that speaks as the system"

GAP: Final = r"(?:\s{1,8}|[,:;]\s{1,8}|[^\s\w.!?]{1,3}|_|[.](?=\w))"
FEW: Final = rf"(?:\w{{1,24}}{GAP}){{0,4}}"


def _order(verbs: str, whose: str, things: str) -> str:
    """Return an expression for a verb and what it is about, "whose" in front of it or behind."""
    before = rf"\b(?:{verbs}){GAP}{FEW}(?:{whose}){GAP}{FEW}(?:{things})"
    behind = rf"\b(?:{verbs}){GAP}{FEW}(?:{things}){GAP}{FEW}(?:{whose})"
    return rf"{before}|{behind}"


def _about(verbs: str, thing: str) -> str:
    return rf"\b(?:{verbs}){GAP}{FEW}(?:{thing})"


LATIN: Final[tuple[tuple[str, str], ...]] = (
    (
        r"\b(?:ignore|disregard|forget) (?:all (?:of )?|everything |what is )?(?:the )?above"
        r"(?=[.,:;!\n]| and\b| instead\b|$)",
        IGNORE,
    ),
    (
        rf"\b(?:ignore|disregard|forget|override|bypass){GAP}{FEW}"
        rf"(?:previous|prior|above|earlier|preceding|original|initial|system|all|your){GAP}{FEW}"
        r"(?:instruction|directive|guideline|prompts?\b)",
        IGNORE,
    ),
    (
        _order(
            r"ignore|disregard|forget|override|bypass",
            r"above|before|earlier|previously|so far|until now",
            r"instruction\w*|directives?|guidelines?|prompts?\b",
        ),
        IGNORE,
    ),
    (
        r"\b(?:ignore|disregard|forget)(?: about)? (?:everything|anything|all|what)(?: that)? "
        r"you (?:were|have been) (?:told|taught|instructed|given)",
        IGNORE,
    ),
    (
        rf"\b(?:do not|don.?t|stop|never|no longer){GAP}(?:follow|obey|heed|adher)\w*{GAP}{FEW}"
        rf"(?:previous|prior|above|earlier|preceding|original|initial|system|your){GAP}{FEW}"
        r"(?:instruction|directive|guideline|prompts?\b)",
        IGNORE,
    ),
    (
        _order(
            r"ignorier\w*|vergiss|vergesst|vergessen sie|missachte\w*|uberschreib\w*",
            r"bisherig\w*|vorherig\w*|vorig\w*|obig\w*|fruher\w*|vorangegangen\w*|alle\w*|deine\w*"
            r"|ursprunglich\w*|ihre",
            r"anweisung|instruktion|systemvorgabe|befehl",
        ),
        IGNORE,
    ),
    (
        _order(
            r"ignor(?:e|ez|er)|oublie[zr]?|outrepasse[zr]?|neglige[zr]?",
            r"precedent\w*|anterieur\w*|ci-dessus|toutes|tes|vos|initial\w*",
            r"instructions?|consignes?|directives?",
        ),
        IGNORE,
    ),
    (
        _order(
            r"ignor(?:a|e|ad|en)|olvida\w*|olvide\w*|desestim\w*|omite",
            r"anterior\w*|previa\w*|inicial\w*|todas|tus|sus|de arriba",
            r"instrucciones|indicaciones|ordenes",
        ),
        IGNORE,
    ),
    (
        _order(
            r"ignor(?:e|a|em)|esqueca\w*|esquece|desconsider\w*",
            r"anterior\w*|previa\w*|inicia\w*|todas|suas|tuas|acima",
            r"instrucoes|orientacoes|ordens",
        ),
        IGNORE,
    ),
    (
        _order(
            r"ignora(?:te)?|dimentica\w*|trascura\w*",
            r"precedent\w*|inizial\w*|tutte|tue|sue|sopra",
            r"istruzioni|indicazioni|direttive",
        ),
        IGNORE,
    ),
    (
        _order(
            r"negeer|vergeet|sla over",
            r"vorige|eerdere|bovenstaande|alle|je|jouw|oorspronkelijke",
            r"instructies|aanwijzingen|opdrachten",
        ),
        IGNORE,
    ),
    (
        _order(
            r"zignoruj\w*|ignoruj\w*|zapomnij\w*|pomin\w*",
            r"poprzedni\w*|wczesniejsz\w*|wszystkie|powyzsz\w*|swoje",
            r"instrukcje|instrukcjach|polecenia|poleceniach|wytyczne",
        ),
        IGNORE,
    ),
    (
        r"\b(?:onceki|yukaridaki|tum|butun)\b.{0,40}\b(?:talimat|yonerge|komut)\w*.{0,24}"
        r"(?:yok say|unut|gormezden gel|dikkate alma)",
        IGNORE,
    ),
    (
        _about(
            r"reveal|show|print|repeat|output|leak|display|tell|zeige?|nenne|verrate|wiederhole"
            r"|gib|montre|affiche|revele|repete|muestra\w*|revela\w*|repite|mostre|mostra\w*"
            r"|rivela\w*|ripeti|toon|onthul|herhaal|pokaz|ujawnij|powtorz|goster",
            r"system[ _-]prompt|systemprompt|systemanweisung|prompt systeme|prompt d[oe]l? sistema"
            r"|prompt di sistema|systeemprompt|prompt systemowy|sistem (?:istemi|promptu)",
        ),
        REVEAL,
    ),
    (r"\byou are now (?:dan\b|in developer|jailbroken|unrestricted)", UNBOUND),
    (r"\bdo anything now\b", UNBOUND),
    (
        r"\b(?:pretend|imagine|act as if|act like)(?: that)? you (?:have|had) no "
        r"(?:rules|restrictions|limits|guidelines|filters)",
        UNBOUND,
    ),
    (
        r"\byou are (?:now )?an? (?:ai|model|assistant|chatbot|bot)\b[^.!?\n]{0,24}"
        r"(?:without|with no|free of|free from)(?: any)? "
        r"(?:rules|restrictions|limits|guidelines|filters)",
        UNBOUND,
    ),
    (r"\bnew system prompt\s{0,3}[:=]", FORGED),
    (
        r"(?:^|\n)[ \t#*]*(?:system|assistant|developer)\s{0,3}:\s{0,3}"
        r"(?:you (?:are|must|will|should|now)|ignore|from now on|do not|never|always|override"
        r"|new instructions|reveal|disregard)\b",
        FORGED,
    ),
)
"""Marks over letters are taken off before, so these have none."""

OTHERS: Final[tuple[tuple[str, str], ...]] = (
    (
        r"(?:игнорируй|проигнорируй|забудь|не обращай внимания)\w*\W{1,3}(?:\w+\W{1,3}){0,4}"
        r"(?:предыдущ|прежн|прошл|все\b|всё\b|свои|твои|вышеуказ)\w*\W{1,3}(?:\w+\W{1,3}){0,3}"
        r"(?:инструкци|указани|команд|правил)",
        IGNORE,
    ),
    (
        r"(?:покажи|раскрой|выведи|повтори|назови)\w*\W{1,3}(?:\w+\W{1,3}){0,4}"
        r"системн\w*\W{1,3}(?:промпт|подсказк|инструкци)",
        REVEAL,
    ),
    (
        r"(?:忽略|无视|忘记|忽視|無視|忘掉|忘記)[^。\uff01\uff1f\n]{0,8}(?:之前|以前|先前|前面|上述|以上|所有|一切|你的|系[统統])"
        r"[^。\uff01\uff1f\n]{0,8}(?:指令|指示|命令|提示[词詞]|[规規][则則])",
        IGNORE,
    ),
    (
        r"(?:显示|顯示|输出|輸出|告诉我|告訴我|透露|打印|重复|重複)[^。\uff01\uff1f\n]{0,8}"
        r"系[统統](?:的)?(?:提示|指令)",
        REVEAL,
    ),
    (
        r"(?:以前|これまで|上記|上の|前|すべて|全て)の?[^。\uff01\uff1f\n]{0,8}(?:指示|命令|プロンプト)"
        r"[^。\uff01\uff1f\n]{0,6}(?:無視|忘れ)",
        IGNORE,
    ),
    (
        r"システム\s?プロンプト[^。\uff01\uff1f\n]{0,8}(?:表示|出力|見せ|教え|公開|開示)",
        REVEAL,
    ),
    (
        r"(?:이전|위의|앞의|모든|기존)[^.!?\n]{0,10}(?:지시|명령|지침)[^.!?\n]{0,8}(?:무시|잊)",
        IGNORE,
    ),
    (r"시스템\s?프롬프트[^.!?\n]{0,8}(?:보여|출력|알려|공개)", REVEAL),
    (
        r"(?:تجاهل|تجاهلي|انس|انسى)\W{1,3}(?:\w+\W{1,3}){0,3}(?:التعليمات|الأوامر|تعليماتك)",
        IGNORE,
    ),
    (r"(?:पिछले|सभी|पहले के)[^।!?\n]{0,24}(?:निर्देश|आदेश)[^।!?\n]{0,24}(?:अनदेखा|भूल|नज़रअंदाज़)", IGNORE),
)
"""Of languages in other letters; of text as it is written, its case folded."""

LETTERS: Final[tuple[tuple[str, str], ...]] = (
    (
        r"(?:ignore|disregard|forget|override)[a-z]{0,20}"
        r"(?:previous|prior|above|earlier|preceding|original|all|your)[a-z]{0,20}instruction",
        IGNORE,
    ),
    (r"(?:reveal|show|print|repeat|output|leak)[a-z]{0,20}systemprompt", REVEAL),
    (r"doanythingnow", UNBOUND),
)
"""Where every letter stands apart, nothing tells where a word ends."""


@cache
def compiled(rows: tuple[tuple[str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Return expressions that are ready to search with, made when a text is first searched."""
    return tuple((re.compile(regex, re.DOTALL), what) for regex, what in rows)
