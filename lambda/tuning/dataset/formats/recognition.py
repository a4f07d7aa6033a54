"""Which form a record has, by its outermost keys and by what a person asked for."""

from typing import Final

from tuning.dataset.codes import Code
from tuning.dataset.formats import natives, pairs
from tuning.dataset.formats.capabilities import answer_needed
from tuning.dataset.formats.exchange import Prompt, Text
from tuning.dataset.formats.form import Form, Raw
from tuning.dataset.formats.forms import FOREIGN, NATIVE, PREFERENCES, in_case, named
from tuning.dataset.formats.shape import Shape
from tuning.dataset.formats.shapes import NAMED
from tuning.dataset.formats.shapes import fitting as native_shapes
from tuning.dataset.problems import Fault
from tuning.run.handling import Handling

RATED: Final = "kto"
"""The form whose answers each have a rating."""

UNANSWERED: Final = (Text, Prompt)
"""Forms of one key, which a record has as well whose answer stands under a misspelt one."""


def fitting(fields: Raw) -> tuple[Form, ...]:
    """Return the forms that a record may have by its outermost keys, the likeliest first."""
    foreign = [form for form in FOREIGN if form.fits(fields)]
    return (*foreign, *(NATIVE[shape] for shape in native_shapes(fields)))


def recognised(fields: Raw, handling: Handling) -> Form | None:
    """Tell the form of a file from its first record; None when the keys are those of none.

    A form that was asked for is taken for granted: the records must fit it.
    """
    if handling.format:
        shape = asked_for(fields, handling) if handling.format == "prompts" else None
        return NATIVE[shape] if shape else named(handling.format, handling)
    fits = fitting(fields)
    preferred = fits and fits[0].name in PREFERENCES
    if handling.columns and not preferred and {*in_case(handling.columns)} <= fields.keys():
        return named("question_answer", handling)
    prompt = NATIVE[NAMED["prompts"]]
    if prompt in fits and "completion" not in fields and not answer_needed(handling):
        return fits[0] if not fits[0].native else prompt
    if fits and fits[0].shape in UNANSWERED:
        meant = (form for form in FOREIGN if pairs.misspelt(fields, form.pairs))
        return next(meant, fits[0])
    return fits[0] if fits else None


def asked_for(fields: Raw, handling: Handling) -> type[Shape]:
    """Return the shape of what may hold a prompt that has no answer."""
    fits = native_shapes(fields)
    return next((shape for shape in natives.ASKED_AS_PROMPTS if shape in fits), NAMED["prompts"])


def mixed(form: Form, fields: Raw) -> Fault | None:
    """Say so if a record has a form that a file of another form may not hold."""
    other = _other(form, fields)
    if other is None:
        return None
    if RATED in (form.name, other.name) and {form.name, other.name} != {*PREFERENCES}:
        this, rest = ("a", "none") if other.name == RATED else ("no", "one")
        return Fault.of(Code.RATED_IN_PART, this=this, rest=rest)
    return Fault.of(Code.MIXED_FORMATS, found=other.called(fields), expected=form.title)


def _other(form: Form, fields: Raw) -> Form | None:
    """Return the form that a record has, if it is none that a file of another form may hold."""
    if pairs.fitting(fields, form.pairs) and not form.native:
        return next(
            (each for each in FOREIGN if each.name in PREFERENCES and each.fits(fields)), None
        )
    looks = fitting(fields)
    alike = form.name in {look.name for look in looks}
    if not looks or (alike and not (form.native and not looks[0].native)):
        return None
    if looks[0].shape in UNANSWERED and pairs.misspelt(fields, form.pairs):
        return None
    lacks_answer = any(
        pair.asked in fields and pair.asked not in looks[0].keys for pair in form.pairs
    )
    return None if lacks_answer and looks[0].native else looks[0]
