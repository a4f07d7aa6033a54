"""Records that are lists of messages, however the tool that wrote them names their keys."""

from collections.abc import Sequence
from typing import Any, Final

from tuning.dataset.codes import Code
from tuning.dataset.formats.beside import says_nothing
from tuning.dataset.formats.roles import BEYOND_TEXT, role_of
from tuning.dataset.formats.telling import Fields, Telling

SPEAKER: Final = ("role", "from", "speaker")
SAID: Final = ("content", "value", "text", "message", "parts")
WEIGHT: Final = "weight"
BEGINNING: Final = ("prompt", "question", "instruction")
"""Keys under which public conversations say their first question once more."""

Message = dict[str, Any]


def retold(
    items: object, telling: Telling, *, where: str, system: object = None
) -> dict[str, Any] | None:
    """Return the messages of a record; None where something is wrong, or nothing is left of it.

    Args:
        items: the messages as they stand in the file.
        telling: takes what there is to say.
        where: their key.
        system: what the system says under a key of its own.
    """
    messages = _messages(items, telling, where)
    said = _content(system, telling, "system") if system is not None else ""
    if telling.refused or not messages:
        return None
    messages = _weighted(messages, telling, where)
    if not messages:
        return None
    if isinstance(said, str) and not said.strip():
        return {"messages": messages}
    return {"messages": messages, "system": said}


def _messages(items: object, telling: Telling, where: str) -> list[Message]:
    if not isinstance(items, list):
        telling.wrong(items, where, "an array")
        return []
    if not items:
        telling.add(Code.NO_MESSAGES)
    return [
        message
        for number, item in enumerate(items)
        if (message := _message(item, telling, f"{where}[{number}]"))
    ]


def _message(item: object, telling: Telling, where: str) -> Message | None:
    if not isinstance(item, dict):
        telling.wrong(item, where, "an object")
        return None
    speaker = next((key for key in SPEAKER if key in item), None)
    said = next((key for key in SAID if key in item), None)
    if speaker is None or said is None:
        key = SPEAKER[0] if speaker is None else SAID[0]
        telling.add(Code.MISSING_KEY, key=key, where=f" in {where}")
        return None
    role = role_of(telling.text(item[speaker], f"{where}.{speaker}"))
    if what := BEYOND_TEXT.get(role):
        telling.beyond_text(what)
        return None
    telling.beside(item, {speaker, said, WEIGHT}, f" in {where}")
    content = _content(item[said], telling, f"{where}.{said}", answer=role == "assistant")
    return {"role": role, "content": content, WEIGHT: item.get(WEIGHT)}


def _content(value: object, telling: Telling, where: str, *, answer: bool = False) -> Any:
    """Return a text, blocks of text, or an answer that is an object."""
    if value is None:
        telling.add(Code.EMPTY_TEXT, where=where)
        return ""
    if isinstance(value, dict) and "parts" in value:
        return _content(value["parts"], telling, f"{where}.parts")
    if isinstance(value, list):
        return [_block(block, telling, f"{where}[{n}]") for n, block in enumerate(value)]
    return telling.answer(value, where) if answer else telling.text(value, where)


def _block(block: object, telling: Telling, where: str) -> dict[str, Any]:
    if isinstance(block, str):
        return {"type": "text", "text": block}
    if not isinstance(block, dict):
        telling.wrong(block, where, "a block of text")
        return {}
    if block.get("type", "text") != "text" or "text" not in block:
        telling.beside({k: v for k, v in block.items() if k != "type"}, {"text"}, f" in {where}")
        if not telling.refused:
            telling.add(Code.NOT_ONLY_TEXT, what="content of another type")
        return {}
    telling.beside(block, {"type", "text"}, f" in {where}")
    return {"type": "text", "text": telling.text(block["text"], f"{where}.text")}


def _weighted(messages: Sequence[Message], telling: Telling, where: str) -> list[Message]:
    """Return messages without their weights; what must not be learned is refused, or left out.

    An answer of weight 0 goes with the question before it, and so does what ends a conversation
    after the last answer that is learned.
    """
    kept: list[Message] = []
    unlearned = 0
    for number, message in enumerate(messages):
        weight = message.pop(WEIGHT)
        if message["role"] == "assistant" and weight is not None:
            place = f"{where}[{number}]"
            if weight not in (0, 1):
                telling.wrong(weight, f"{place}.{WEIGHT}", "0 or 1")
            elif not weight:
                unlearned += 1
                if not telling.handling.lossy:
                    model = telling.handling.model.name
                    telling.add(Code.WEIGHT_ZERO, model=model)
                while kept and kept[-1]["role"] == "user":
                    kept.pop()
                continue
        kept.append(message)
    if unlearned and telling.handling.lossy:
        telling.add(Code.UNLEARNED_LEFT_OUT, answers=unlearned)
        if all(message["role"] != "assistant" for message in kept):
            return []
    return [] if telling.refused else kept


def begins(messages: object, text: object) -> bool:
    """Tell whether a text is the first question of a conversation, said once more."""
    said = (
        [each for each in messages if isinstance(each, dict)] if isinstance(messages, list) else []
    )
    for message in said:
        if any(role_of(str(message[key])) == "user" for key in SPEAKER if key in message):
            return any(message[key] == text for key in SAID if key in message)
    return False


def of_record(fields: Fields, telling: Telling, *, key: str) -> dict[str, Any] | None:
    """Return the messages of a record that has them under a key, and a system text under its own.

    Args:
        fields: the record.
        telling: takes what there is to say.
        key: of the messages.
    """
    names = ("system", "system_prompt", "systemInstruction", "system_instruction")
    system = next((name for name in names if not says_nothing(fields.get(name))), None)
    again = [asked for asked in BEGINNING if begins(fields.get(key), fields.get(asked))]
    telling.beside(fields, {key, *names, *again})
    if key not in fields:
        telling.add(Code.MISSING_KEY, key=key, where="")
        return None
    return retold(fields.get(key), telling, where=key, system=fields[system] if system else None)
