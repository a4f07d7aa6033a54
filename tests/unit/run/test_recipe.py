import contextlib
import re
import tomllib

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tuning.cli.init.recipe_text import literal
from tuning.models.catalogue import catalogue
from tuning.registration import task_toml
from tuning.registration.recipe_words import readable
from tuning.registration.task_toml import BadRecipe
from tuning.run.recipe import METRICS_OF_TASK, Recipe

MICRO = "amazon.nova-micro-v1:0:128k"
PROVENANCE = """
[provenance]
intended_use = "answering customers"
source = "written here"
licence = "CC BY 4.0"
contains_personal_data = false
automated_decisions = false
"""


def read(text: str, **defaults: float) -> Recipe:
    return task_toml.read(text, default_model=MICRO, default_hyperparameters=defaults)


def test_a_recipe_that_names_only_its_provenance_takes_every_default() -> None:
    plan = read(PROVENANCE)

    assert plan.base_model == MICRO
    assert {
        "epochCount": "2",
        "learningRate": "0.00001",
        "learningRateWarmupSteps": "10",
    } == plan.hyperparameters


def test_the_recipe_wins_over_the_environment_and_the_environment_over_the_catalogue() -> None:
    text = "[hyperparameters]\nepochCount = 5\n" + PROVENANCE
    plan = read(text, epochCount=3, learningRateWarmupSteps=7)

    assert "5" == plan.hyperparameters["epochCount"]
    assert "7" == plan.hyperparameters["learningRateWarmupSteps"]


def test_the_environments_hyperparameters_are_for_its_own_base_model_only() -> None:
    plan = read('base_model = "amazon.nova-lite-v1:0:300k"\n' + PROVENANCE, epochCount=4)

    assert "2" == plan.hyperparameters["epochCount"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("base_modle = 'x'", r"unknown key base_modle; did you mean base_model\?"),
        ("epochs = 3", r"unknown key epochs; did you mean epochCount under \[hyperparameters\]\?"),
        ("[training]\nepochs = 3", r"did you mean epochCount under \[hyperparameters\]\?"),
        ("[training]\nlearning_rate = 1e-5", "did you mean learningRate under .hyperparameters"),
        ("evaluation_share = 0.2", r"did you mean evaluation_share under \[dataset\]\?"),
        ("[evaluation]\njudge = 'gpt-2'", "evaluation.judge: 'gpt-2' is no judge .* choose one of"),
        (
            "[evaluation]\njudge_metrics = ['Corectness']",
            r"evaluation.judge_metrics\[.*\] cannot be 'Corectness'; did you mean Correctness\?",
        ),
        ("[evaluation]\njudge_metrics = []", "judge_metrics must name at least one metric"),
        ("[evaluation]\njudge_metrics = []\njudge_decides = true", "must name at least one metric"),
        (
            "[evaluation]\njudge_metrics = ['Coherence', 'Correctness']\njudge_decides = true",
            "judge_decides needs a first of evaluation.judge_metrics by which a wrong answer is",
        ),
        ("[evaluation]\ntoxicity = true", 'toxicity is for hosting.mode = "provisioned": Bedrock'),
        (
            "[evaluation]\ntoxicity = true\ntask_type = 'Classification'\n"
            "[hosting]\nmode = 'provisioned'",
            'toxicity is not for evaluation.task_type = "Classification"',
        ),
        (
            "[[evaluation.rubrics]]\nname = 'tone'\ninstruction = 'x'\nratings = []",
            r"unknown key evaluation.rubrics\[0\].instruction; did you mean .*instructions\?",
        ),
        (
            "base_model = 'amazon.nova-2-lite-v1:0:256k'\n[evaluation]\ntoxicity = true\n"
            "[hosting]\nmode = 'provisioned'",
            "^task.toml: evaluation.toxicity is not for Nova 2 Lite: .* Harmfulness",
        ),
        (
            "[evaluation]\nmetrics = ['rouge_l', 'chrf']\ndecided_by = ['chrf', 'exact_match']",
            "^task.toml: evaluation.decided_by must .*: exact_match is not; "
            "valid here: rouge_l, chrf",
        ),
        (
            "[evaluation]\ndecided_by = ['chrf']\ntask_type = 'Classification'",
            "decided_by must .*: chrf is not; valid here: exact_match, accuracy, contains",
        ),
        ("[hosting]\nunit = 2", r"unknown key hosting.unit; did you mean hosting.units\?"),
        ("[hosting]\nunits = 'two'", "hosting.units must be a whole number, and is the text 'two'"),
        ("[dataset]\npasses = 0", "dataset.passes must be 1 to 10"),
        ("[dataset]\nevaluation_share = 0", "evaluation_share must be above 0 and below 1: of all"),
        ("[dataset]\nevaluation_share = 20", "dataset.evaluation_share must be above 0 and below"),
        (
            "[dataset]\nvalidation_share = -0.1",
            "validation_share must be from 0 to below 1: of all",
        ),
        ("[dataset]\nvalidation_share = nan", "dataset.validation_share must be from 0 to below 1"),
        ("[dataset]\nvalidation_share = '10 %'", "dataset.validation_share must be a number"),
        (
            "[dataset]\nevaluation_share = 0.6\nvalidation_share = 0.4",
            "evaluation_share and dataset.validation_share must leave something to train on",
        ),
        (
            "[dataset]\nvalidation_share = 0.8",
            r"leave something to train on, .* below 1: 0.2 and 0.8 leave nothing",
        ),
        ("[dataset]\npasses = 11", "dataset.passes must be 1 to 10: with five epochs"),
        ("[hosting]\nunits = 0", "hosting.units must be from 1 to 1,000"),
        (
            "[hosting]\nmode = 'serverless'",
            "hosting.mode cannot be 'serverless'; valid here: provisioned, on_demand, auto",
        ),
        ("[hosting]\nlease_hours = 24", "unknown key hosting.lease_hours"),
        ("[hosting]\nkeep_hours = -1", "hosting.keep_hours must be from 0 to 720"),
        ("[hosting]\nkeep_hours = 721\nowner = 'me'", "keep_hours must be from 0 to 720"),
        ("[hosting]\nkeep_hours = 1", "hosting.owner must name the owner"),
        ("[hosting]\nkeep_hours = 1\nowner = ' '", "hosting.owner must name the owner"),
        ("[hosting]\nexpected_tokens_per_hour = 0", "expected_tokens_per_hour must be above 0"),
        ("[limits]\nmax_hosting_usd = -1", "limits.max_hosting_usd must not be negative"),
        ("[limits]\nmax_model_units = -1", "limits.max_model_units must not be negative"),
        ("[hyperparameters]\nepochCount = 9", "must be a whole number from 1 to 5"),
        ("[hyperparameters]\nepochCount = 2.5", "must be a whole number"),
        ("[hyperparameters]\nepochCount = '2'", "must be a number, without quotes"),
        ("[hyperparameters]\nepochs = 2", r"did you mean epochCount\?"),
        ("[hyperparameters]\nlearningRate = 1", "from 0.000001 to 0.0001 .default 0.00001."),
        ("[evaluation]\nmetrics = ['bleu', 'chrf']", r"metrics\[0\] cannot be 'bleu'; .*rouge_l"),
        ("[evaluation]\nmetrics = ['pattern']", 'pattern must be there for the metric "pattern"'),
        ("[evaluation]\nmetrics = ['json_schema']", "json_schema must be there for the metric"),
        ("[evaluation]\npattern = '('", "pattern must be a regular expression .*: Missing close"),
        ("[evaluation]\npattern = '(?=a)b'", "pattern must be .* without look-around"),
        ("[evaluation]\npattern = ''", "pattern must be .*: it has 0 characters"),
        ("[evaluation]\njson_schema = '{'", "json_schema must be a JSON schema .*: it is no JSON"),
        (
            '[evaluation]\njson_schema = \'{"type": "objekt"}\'',
            r"json_schema must be .*: \$\.type: 'objekt' is not valid",
        ),
        ("[evaluation.json_schema]\ntype = 'object'", "json_schema must be a text in quotes"),
        ("[evaluation]\nnumbers = 'yes'", "evaluation.numbers must be true or false"),
        (
            "[evaluation]\nmetrics = ['rouge_l', 'f1']",
            r"evaluation.metrics\[1\] cannot be 'f1'; .*valid here: exact_match, token_f1, rouge_l",
        ),
        ("[evaluation]\nmetrics = ['rouge-l']", r"did you mean rouge_l\?"),
        ("[evaluation]\nmetrics = 'rouge_l'", "evaluation.metrics must be a list"),
        ("[privacy]\nmode = 'mask'", "privacy.mode cannot be 'mask'; valid here: .*redact"),
        (
            "[evaluation]\nguards = { rouge = 0.1 }",
            "^task.toml: evaluation.guards cannot be 'rouge'; did you mean rouge_l. valid here: .*",
        ),
        ("[hosting]\ncommitment = 'x'", "valid here: OneMonth, SixMonths"),
        (
            "[limits]\nmax_training_usd = '9'",
            "limits.max_training_usd must be a number, and is the text '9'",
        ),
        ("[dataset]\nlossy = 'no'", "dataset.lossy must be true or false, without quotes"),
        ("[dataset]\ncolumns = ['a']", "dataset.columns must be a list of 2, and has 1"),
        (
            "[dataset]\ncolumns = ['a', 2]",
            r"dataset.columns\[1\] must be a text in quotes, and is 2",
        ),
        ("[hyperparameters]\nepochCount = true", "epochCount must be a number, and is true"),
        (
            "[hyperparameters]\nepochCount = 2026-01-01",
            "hyperparameters.epochCount must be a number",
        ),
        ("hosting = 3", "hosting must be a section, and is 3"),
        ("[evaluation]\nmin_gain = 2.0", "evaluation.min_gain must be from 0 to 1"),
        ("base_model = 'amazon.titan-text-lite-v1:0:4k'", "has ended .*takes no new"),
        ("base_model = 'meta.llama3-1-8b-instruct-v1:0:128k'", "is LEGACY .*choose one of"),
        ("base_model = 'amazon.nova-mikro-v1:0:128k'", r"did you mean amazon.nova-micro"),
        ("this is not toml", "task.toml is not TOML"),
        ("base_model = ''", "base_model must name a model; leave it out"),
        ("[dataset]\nvalidation = ''", "dataset.validation must be the name of a file beside"),
        ("[dataset]\nvalidation = 'train.jsonl'", "validation must not be a training file"),
        ("[dataset]\nevaluation = 'train.csv'", "evaluation must not be a training file"),
        ("[dataset]\nevaluation = '/etc/passwd'", "evaluation must be the name of a file beside"),
        ("[dataset]\nevaluation = '../x.jsonl'", "evaluation must be the name of a file beside"),
        ("[dataset]\nevaluation = '..'", "evaluation must be the name of a file beside"),
        ("[dataset]\ncolumns = ['q', 'q']", "columns must name two columns that differ"),
        ("[dataset]\ncolumns = ['q', '']", "columns must name two columns that differ"),
        ("[evaluation]\nmetrics = ['rouge_l', 'rouge_l']", "metrics must name each metric once"),
        ("[hosting]\nunits = 1001", "hosting.units must be from 1 to 1,000"),
        (
            "[hosting]\ncommitment_binds_until_term = true",
            "confirms a hosting.commitment, and none",
        ),
        ("[limits]\nmax_training_usd = nan", "max_training_usd .*must be an amount in US dollars"),
        ("[limits]\nmax_hosting_usd = inf", "max_hosting_usd .*must be an amount in US dollars"),
        ("[hyperparameters]\nlearningRate = 0.0000001", "learningRate = 0.0000001 is not valid"),
    ],
)
def test_a_recipe_that_cannot_be_followed_says_which_key_and_what_is_valid(
    text: str, words: str
) -> None:
    with pytest.raises(BadRecipe, match=words):
        read(text + "\n" + PROVENANCE)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "",
            r"the section \[provenance\] is missing; it needs intended_use, source, licence, "
            "contains_personal_data, automated_decisions",
        ),
        (
            "[provenance]\nsource = 's'\nlicence = 'l'\nintended_use = 'i'",
            r"\[provenance\] needs contains_personal_data, automated_decisions too",
        ),
    ],
)
def test_everything_that_is_missing_is_named_at_once(text: str, words: str) -> None:
    with pytest.raises(BadRecipe, match=words):
        read(text)


def test_everything_that_is_wrong_is_named_at_once() -> None:
    text = """
[evaluation]
metrics = ["rouge_l"]
decided_by = ["token_f1"]
min_gain = 2.0
judge = "nobody"
metric = "chrf"

[hosting]
keep_hours = 1

[hyperparameters]
epochCount = 90
learningRate = 1
"""
    with pytest.raises(BadRecipe) as refused:
        read(text + PROVENANCE)

    message = str(refused.value)
    assert message.startswith("task.toml has 7 problems: (1) unknown key evaluation.metric; ")
    for words in (
        "evaluation.decided_by must",
        "evaluation.min_gain must",
        "evaluation.judge: ",
        "hosting.owner must",
        "epochCount",
        "learningRate",
    ):
        assert 1 == message.count(words), words


def test_a_value_of_another_type_hides_no_unknown_key() -> None:
    text = "[hosting]\nunits = 'two'\nunit = 2\n[evaluation]\nmin_gian = 0.1\n"

    with pytest.raises(BadRecipe) as refused:
        read(text + PROVENANCE)

    message = str(refused.value)
    assert message.startswith("task.toml has 3 problems")
    for words in ("hosting.unit;", "evaluation.min_gian;", "hosting.units must be a whole number"):
        assert words in message


def test_every_value_of_another_type_is_named_at_once_and_none_twice() -> None:
    text = """
base_model = 7

[dataset]
passes = "two"
lossy = "no"
evaluation_share = 3
columns = ["question"]
colums = 1

[evaluation]
metrics = ["bleu", "chrf", "rogue_l"]
judge_metrics = "Correctness"
few_shot = 900
guards = { chfr = 0.1, chrf = "a little" }
rubrics = [{ name = "tone" }, "short"]

[probes]
canaries = [{ begins = "The code is" }]

[hosting]
mode = "cheap"
commitment = "Forever"
commitment_binds_until_term = true

[limits]
max_training_usd = "5"

[hyperparameters]
epochCount = 90
learningRate = true

[provenance]
licence = ""
source = 4
"""
    with pytest.raises(BadRecipe) as refused:
        read(text)

    message = str(refused.value)
    assert message.startswith("task.toml has 23 problems: (1) ")
    for words in (
        "base_model must be a text in quotes, and is 7",
        "dataset.passes must be a whole number, and is the text 'two'",
        "dataset.lossy must be true or false, without quotes, and is the text 'no'",
        "dataset.evaluation_share must be above 0 and below 1",
        "dataset.columns must be a list of 2, and has 1",
        "unknown key dataset.colums; did you mean dataset.columns?",
        "evaluation.metrics[0] cannot be 'bleu'",
        "evaluation.metrics[2] cannot be 'rogue_l'; did you mean rouge_l?",
        "evaluation.judge_metrics must be a list",
        "evaluation.few_shot must be from 0 to 64",
        "evaluation.guards cannot be 'chfr'; did you mean chrf?",
        "evaluation.guards.chrf must be a number",
        "[evaluation.rubrics[0]] needs instructions, ratings too",
        "evaluation.rubrics[1] must be a section, and is the text 'short'",
        "[probes.canaries[0]] needs ends too",
        "hosting.mode cannot be 'cheap'; valid here: provisioned, on_demand, auto",
        "hosting.commitment cannot be 'Forever'; valid here: OneMonth, SixMonths",
        "limits.max_training_usd must be a number, and is the text '5'",
        "epochCount = 90 is not valid",
        "hyperparameters.learningRate must be a number, and is true",
        "provenance.source must be a text in quotes, and is 4",
        "provenance.licence must not be empty",
        "[provenance] needs intended_use, contains_personal_data, automated_decisions too",
    ):
        assert 1 == message.count(words), words


@pytest.mark.parametrize("section", ["dataset", "hosting", "hyperparameters", "provenance"])
def test_a_section_that_is_none_hides_nothing_else(section: str) -> None:
    rest = "" if section == "provenance" else PROVENANCE
    with pytest.raises(BadRecipe) as refused:
        read(f"{section} = 3\n[evaluation]\nfew_shot = -1\n{rest}")

    assert str(refused.value).startswith("task.toml has 2 problems")
    assert f"{section} must be a section, and is 3" in str(refused.value)
    assert "evaluation.few_shot must be" in str(refused.value)


@pytest.mark.parametrize("name", ["intended_use", "source", "licence"])
@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_text_is_no_provenance(name: str, text: str) -> None:
    emptied = re.sub(f"^{name} = .*$", f'{name} = "{text}"', PROVENANCE, flags=re.MULTILINE)

    with pytest.raises(BadRecipe, match=f"provenance.{name} must not be empty"):
        read(emptied)


def test_a_recipe_without_metrics_takes_those_of_its_task() -> None:
    for text in ("[evaluation]\n", "[evaluation]\nmetrics = []\n"):
        plan = read(text + "task_type = 'Classification'\n" + PROVENANCE)
        assert METRICS_OF_TASK["Classification"] == plan.evaluation.scored


def test_a_recipe_says_what_its_answers_are_held_to() -> None:
    schema = '{"type": "object"}'
    text = f"""
[evaluation]
metrics = ["exact_match", "pattern", "json_schema"]
numbers = true
pattern = '^\\d+$'
json_schema = '''{schema}'''
"""
    evaluation = read(text + PROVENANCE).evaluation

    assert (True, r"^\d+$", schema) == (
        evaluation.numbers,
        evaluation.pattern,
        evaluation.json_schema,
    )


def test_a_recipe_with_a_byte_order_mark_is_read() -> None:
    assert read("\ufeff" + PROVENANCE) == read(PROVENANCE)


COMMITTED = "[hosting]\nmode = 'provisioned'\ncommitment = 'OneMonth'\n"


@pytest.mark.parametrize("second", ["", "commitment_binds_until_term = false\n"])
def test_a_commitment_that_is_said_once_is_refused_and_why(second: str) -> None:
    with pytest.raises(BadRecipe, match="cannot be deleted and bills until its term ends"):
        read(COMMITTED + second + PROVENANCE)


def test_a_commitment_that_is_said_twice_is_taken() -> None:
    plan = read(COMMITTED + "commitment_binds_until_term = true\n" + PROVENANCE)

    assert "OneMonth" == plan.hosting.commitment


def test_a_commitment_is_for_provisioned_throughput_alone() -> None:
    auto = COMMITTED.replace("provisioned", "auto") + "commitment_binds_until_term = true\n"

    with pytest.raises(BadRecipe, match=r'is for hosting\.mode = "provisioned"'):
        read(auto + PROVENANCE)


def test_by_default_a_model_is_hosted_for_its_evaluation_only_in_the_cheaper_way() -> None:
    hosting = read(PROVENANCE).hosting

    assert ("auto", 0, None, None) == (
        hosting.mode,
        hosting.keep_hours,
        hosting.owner,
        hosting.commitment,
    )


def test_provenance_is_required_because_a_reviewer_needs_it() -> None:
    with pytest.raises(BadRecipe, match="provenance"):
        read("")


def test_every_live_model_resolves_with_its_own_defaults() -> None:
    for model in catalogue().models:
        plan = read(f'base_model = "{model.id}"\n{PROVENANCE}')

        assert plan.hyperparameters.keys() == {p.name for p in model.hyperparameters}


PLACES = "{{prompt}} {{prediction}}"
NO_AND_YES = "[{ definition = 'no', value = 0 }, { definition = 'yes', value = 1 }]"


def rubric(name: str = "tone", instructions: str = PLACES, ratings: str = NO_AND_YES) -> str:
    return (
        f"[[evaluation.rubrics]]\nname = {name!r}\ninstructions = {instructions!r}\n"
        f"ratings = {ratings}\n"
    )


def test_rubrics_are_asked_for_beside_the_judges_own_metrics() -> None:
    settings = read(rubric() + rubric("brevity") + PROVENANCE).evaluation

    assert settings.judged_by == (
        "Builtin.Correctness",
        "Builtin.Completeness",
        "tone",
        "brevity",
    )


@pytest.mark.parametrize(
    ("rubrics", "words"),
    [
        (rubric("two words"), "'two words' is no such name"),
        (rubric("Builtin.Tone"), "begins as Bedrock's own metrics do"),
        (rubric() * 2, "the name 'tone' is used twice"),
        (rubric(instructions="{{prompt}}"), "'tone' has instructions without {{prediction}}"),
        (rubric(instructions=PLACES + "x" * 5000), "has instructions of 5,025 characters"),
        (rubric(ratings="[{ definition = 'yes', value = 1 }]"), "has 1 ratings"),
        (rubric(ratings=NO_AND_YES.replace("'no'", "''")), "has a definition of 0 characters"),
        (rubric(ratings=NO_AND_YES.replace("= 1", "= 5")), "do not go from 0 to 1"),
        (rubric(ratings=NO_AND_YES.replace("= 0", "= 1")), "gives one value to two ratings"),
        ("".join(rubric(f"r{n}") for n in range(11)), "there are 11"),
    ],
)
def test_a_rubric_that_bedrock_would_not_take_is_refused_with_the_reason(
    rubrics: str, words: str
) -> None:
    with pytest.raises(BadRecipe, match=re.escape(words)):
        read(rubrics + PROVENANCE)


VALUES = st.recursive(
    st.sampled_from(
        [*METRICS_OF_TASK, "chrf", "Correctness", "auto", "", " ", "x.jsonl", "{prompt}"]
    )
    | st.integers(-2, 2)
    | st.floats()
    | st.booleans(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["name"]), inner),
)
SECTIONS = {
    field.name: [each.name for each in msgspec.structs.fields(field.type)]
    for field in msgspec.structs.fields(Recipe)
    if isinstance(field.type, type) and issubclass(field.type, msgspec.Struct)
}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_whatever_a_recipe_says_is_taken_or_refused_in_words(data: st.DataObject) -> None:
    text = ""
    for section, keys in SECTIONS.items():
        said = data.draw(st.dictionaries(st.sampled_from(keys), VALUES, max_size=3))
        text += f"[{section}]\n" + "".join(f"{key} = {literal(said[key])}\n" for key in said)

    with contextlib.suppress(BadRecipe):
        read(text)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("evaluation_share = 0.2", "evaluation_share under [dataset]"),
        ("[training]\nevaluation_share = 0.2", "evaluation_share under [dataset]"),
        ("[dataset]\nintended_use = 'x'", "intended_use under [provenance]"),
        ("[dataset]\nevaluation_shre = 0.2", "dataset.evaluation_share"),
    ],
)
def test_a_key_of_another_section_is_said_to_be_there(written: str, meant: str) -> None:
    _, problems = readable(tomllib.loads(written))
    assert any(f"did you mean {meant}?" in problem.words for problem in problems)
