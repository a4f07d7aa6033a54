import base64
import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

import pytest
from msgspec import structs

from tests.unit.report.markup import Page
from tuning.report.publish import publish
from tuning.run.evaluation import BaselineScore, EvaluationJobs, JudgedScore
from tuning.run.run import Failure, Run

RUN = "banking-intents-0123456789ab"
FOLDER = f"runs/banking-intents/{RUN}"
HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&"


@pytest.fixture
def page(ledger: Callable[[Run], Any], left: Any) -> Callable[[Run], str]:
    """Publish a run and return its page."""

    def published(run: Run) -> str:
        ledger(run)
        publish(RUN, None)
        content: bytes = left.objects[f"{FOLDER}/report.html"]
        return content.decode()

    return published


def test_the_first_sentence_is_the_verdict_and_why(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["kept"])

    heading = content.index("<h1>")
    assert heading < content.index("Keep the custom model: its exact match") < content.index("<h2")


@pytest.mark.parametrize("where", ["answers.jsonl", "dataset.json", "report"])
def test_whatever_comes_from_outside_is_text_and_never_markup(
    endings: dict[str, Run], page: Callable[[Run], str], left: Any, where: str
) -> None:
    clean = page(endings["rejected"]), page(endings["kept"])
    run = endings["rejected"] if where == "dataset.json" else endings["kept"]
    if where == "report":
        run = replace(run, failure=Failure(error=HOSTILE, cause=HOSTILE))
    else:
        content = left.objects[f"{FOLDER}/{where}"].decode()
        hostile = json.dumps(HOSTILE)[1:-1]
        for harmless in (
            "card_arrival",
            "train.jsonl",
            "the record has",
            "add the answer",
            "JSONL",
        ):
            content = content.replace(harmless, hostile)
        left.objects[f"{FOLDER}/{where}"] = content.encode()

    content = page(run)

    tags = {tag for tag, _ in Page(content).tags}
    known = {tag for each in clean for tag, _ in Page(each).tags}
    assert "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;" in content
    assert tags <= known
    assert tags.isdisjoint({"script", "img"})
    assert not any(name.startswith("on") for _, attrs in Page(content).tags for name in attrs)


def test_the_page_is_whole_without_any_other_file(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    for run in endings.values():
        for tag, attributes in Page(page(run)).tags:
            assert tag not in {"script", "link", "img", "iframe", "object", "base", "form"}
            assert attributes.keys().isdisjoint({"src", "href", "style", "action", "srcset"})


def test_the_policy_allows_the_page_its_own_style_and_nothing_else(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["kept"])

    style = re.search(r"<style>(.*?)</style>", content, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    [policy] = (
        attributes["content"]
        for tag, attributes in Page(content).tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    )


def test_every_picture_is_well_formed_and_named_for_those_who_do_not_see_it(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["kept"])

    pictures = re.findall(r'<svg class="chart".*?</desc>', content, re.DOTALL)
    assert 6 == len(pictures)
    for picture in pictures:
        named = re.search(r'aria-labelledby="(\S+) (\S+)"', picture)
        assert named
        assert f'<title id="{named[1]}">' in picture
        assert f'<desc id="{named[2]}">' in picture
    for figure in re.findall(
        r"<svg class=\"chart\".*?(?=<figcaption|</figure)", content, re.DOTALL
    ):
        ElementTree.fromstring(figure.strip())  # noqa: S314  our own markup
    ids = re.findall(r'\bid="([^"]+)"', content)
    assert len(ids) == len(set(ids))


def test_headings_descend_without_a_gap(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    for run in endings.values():
        levels = [int(tag[1]) for tag, _ in Page(page(run)).tags if re.fullmatch(r"h\d", tag)]

        assert 1 == levels[0]
        assert 1 == levels.count(1)
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_base_and_custom_answers_stand_side_by_side_where_the_model_won_and_lost(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["kept"])

    lost, failed = content.index("Lost, worst first"), content.index("Failed by both, worst first")
    won = content.index("Won, best first")
    assert 5 == content.count('<details class="sample"', lost, failed)
    assert 5 == content.count('<details class="sample"', failed, won)
    assert 5 == content.count('<details class="sample"', won, content.index("</section>", won))
    assert "did worse on 12 records, as well on 12, and better on 216" in content
    assert lost < content.index("<mark>lost_or_stolen_card</mark>") < won


def test_every_listed_problem_is_told_with_line_code_and_fix(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["rejected"])

    assert "<code>NO_ANSWER</code>" in content
    assert "<code>train.jsonl:12</code> the record has no answer" in content
    assert "Add the answer." in content
    assert "<code>train.jsonl</code> too few records" in content
    assert "and 2 more</li>" in content


def test_long_texts_are_cut_on_the_page(
    endings: dict[str, Run], page: Callable[[Run], str], left: Any
) -> None:
    key = f"{FOLDER}/answers.jsonl"
    left.objects[key] = left.objects[key].replace(b"days ago", b"days ago " + b"x" * 5000)

    content = page(endings["kept"])

    assert "x" * 1000 in content
    assert "x" * 1300 not in content


def test_a_section_without_content_is_left_out(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["refused"])

    for heading in ("scores-heading", "training", "dataset", "recipe", "problems"):
        assert f'<h2 id="{heading}">' not in content
    assert "unknown key evaluaton; did you mean evaluation?" in content


def test_the_dataset_is_looked_at_by_a_few_records_on_the_page_alone(
    endings: dict[str, Run], page: Callable[[Run], str], left: Any
) -> None:
    content = page(endings["kept"])

    assert "A look at 2 records" in content
    assert "[CARD_7f3a9c]" in content
    assert b"CARD_7f3a9c" not in left.objects[f"{FOLDER}/report.json"]


def test_a_run_without_samples_has_a_page_all_the_same(
    endings: dict[str, Run], page: Callable[[Run], str], left: Any
) -> None:
    del left.objects[f"{FOLDER}/samples.json"]

    assert "A look at" not in page(endings["kept"])


def test_what_to_fix_comes_first_and_advice_last(
    endings: dict[str, Run], page: Callable[[Run], str], left: Any
) -> None:
    rejected = page(endings["rejected"])
    key = f"{FOLDER}/dataset.json"
    left.objects[key] = left.objects[key].replace(b'"errors":3', b'"errors":0')
    kept = page(endings["kept"])

    assert rejected.index("What to fix") < rejected.index("The dataset<")
    assert kept.index("The dataset<") < kept.index("Advice on the dataset")


@pytest.mark.parametrize(
    ("judge", "kin"),
    [("us.anthropic.claude-haiku-4-5-20251001-v1:0", False), ("amazon.nova-pro-v1:0", True)],
)
def test_a_judges_scores_stand_beside_ours_with_its_name_and_its_family(
    endings: dict[str, Run], page: Callable[[Run], str], judge: str, *, kin: bool
) -> None:
    run = endings["kept"]
    assert run.evaluation_status
    status = replace(
        run.evaluation_status,
        base_scores={"Builtin.Accuracy": 0.1},
        custom_scores={"Builtin.Accuracy": 0.9},
    )
    jobs = EvaluationJobs(outcome="started", judge=judge, judging="It judges because.")
    assert run.comparison
    row = replace(run.comparison.scores[0], metric="Builtin.Correctness", base=0.2, custom=0.7)
    judged = replace(run.comparison, judged=(JudgedScore(score=row, judged=40, missing=0),))

    content = page(replace(run, evaluation=jobs, evaluation_status=status, comparison=judged))

    assert 'Correctness <span class="soft">40 prompts</span>' in content
    assert 'Accuracy <span class="soft">by Bedrock</span>' in content
    assert "It judges because." in content
    assert "opinion does not decide" in content
    assert ("custom model's own family" in content) is kin


def test_answers_that_cost_nothing_stand_beside_the_models(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["kept"])

    table = content.partition('<table class="standings">')[2].partition("</table>")[0]
    for words in ("The most frequent answer", "The prompt said back", "0.083", "+0.179"):
        assert words in table
    assert 3 == table.count("beaten, as it must be")


@pytest.mark.parametrize(
    ("may_trail", "said"),
    [(0.2, "may lead by 0.200, and leads by no more"), (0.0, "may lead by 0.000; not certainly")],
)
def test_recorded_answers_say_what_they_may_lead_by_and_how_many_there_are(
    endings: dict[str, Run], page: Callable[[Run], str], may_trail: float, said: str
) -> None:
    run = endings["kept"]
    assert run.comparison
    assert run.registration
    assert run.registration.recipe
    row = replace(run.comparison.scores[0], base=0.6, gain=-0.01, gain_low=-0.1, gain_high=0.08)
    theirs = BaselineScore(name="recorded", must_beat=False, scores=(row,), records=17)
    compared = replace(run.comparison, baselines=(theirs,))
    recipe = run.registration.recipe
    settings = structs.replace(recipe.evaluation, may_trail=may_trail)
    registration = replace(run.registration, recipe=structs.replace(recipe, evaluation=settings))

    content = page(replace(run, comparison=compared, registration=registration))

    assert said in content
    assert f"on 17 of {run.comparison.records} records" in content


def test_the_lineage_names_every_file_that_the_verdict_rests_on(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    run = endings["kept"]
    assert run.registration
    assert run.registration.training
    theirs = replace(run.registration.training, key="incoming/tickets/champion.jsonl")
    said = replace(run.registration.training, key="incoming/tickets/labels.jsonl")

    content = page(
        replace(run, registration=replace(run.registration, recorded=theirs, labels=said))
    )

    for part, file in (("Recorded", "champion.jsonl"), ("Labels", "labels.jsonl")):
        assert f"<dt>{part} file</dt><dd><code>incoming/tickets/{file}</code>" in content


def test_a_run_that_nobody_judged_says_why(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    jobs = EvaluationJobs(outcome="none", judging="No judge is used: this account may use none.")

    content = page(replace(endings["kept"], evaluation=jobs, evaluation_status=None))

    assert "No judge is used: this account may use none." in content
    assert "opinion does not decide" not in content


def test_a_job_that_failed_is_told_with_the_services_reason_and_half_a_pair_is_shown(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    run = endings["kept"]
    assert run.evaluation_status
    assert run.comparison
    status = replace(run.evaluation_status, outcome="failed", custom_scores=None)
    comparison = replace(run.comparison, warnings=(f"The job failed: {HOSTILE}",))

    content = page(replace(run, evaluation_status=status, comparison=comparison))

    assert "What the comparison leaves out" in content
    assert "The job failed: &lt;script&gt;" in content
    row = content[content.index("by Bedrock") :].partition("</tr>")[0]
    assert ["0.131", "none", "none"] == re.findall(r">([^<>]+)</td>", row)
    assert "Kept" in content


def test_bedrocks_accuracy_says_beside_it_why_it_may_differ_from_ours(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["kept"])

    score, note = content.index("by Bedrock"), content.index("Bedrock&#39;s accuracy for")
    assert score < note < content.index("Where it lost, where both failed")


def test_a_conversation_is_shown_by_its_turns_with_its_system_text(
    endings: dict[str, Run], page: Callable[[Run], str], left: Any
) -> None:
    def turn(role: str, text: str) -> dict[str, Any]:
        return {"role": role, "content": [{"text": text}]}

    record = {
        "system": [{"text": "Name the intent."}],
        "messages": [
            turn("user", "It has not come."),
            turn("assistant", "What has not?"),
            turn("user", "My card."),
            turn("assistant", "card_arrival"),
        ],
    }
    key = "snapshots/5e8dd316726b0335/evaluation.jsonl"
    left.objects[key] = b"\n".join([json.dumps(record).encode()] * 240)

    content = page(endings["kept"])

    lost = content.partition("Lost, worst first")[2].partition("</details>")[0]
    titles = re.findall(r"<dt>(System|User|Assistant)</dt><dd class=\"[^\"]+\">([^<]+)</dd>", lost)
    assert [
        ("System", "Name the intent of the customer&#39;s question."),
        ("User", "It has not come."),
        ("Assistant", "What has not?"),
        ("User", "My card."),
    ] == titles
    assert "assistant:" not in content


def test_what_is_long_is_folded_and_the_worst_loss_is_open(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    folded = [
        "open" in attributes
        for tag, attributes in Page(page(endings["kept"])).tags
        if tag == "details" and attributes.get("class") in ("fold", "sample")
    ]

    assert 1 == folded.count(True)
    assert 12 < len(folded)


def test_a_page_of_a_thousand_long_records_stays_under_a_megabyte(
    endings: dict[str, Run], page: Callable[[Run], str], left: Any
) -> None:
    words = " ".join(f"word{number % 97}" for number in range(300))
    key = f"{FOLDER}/answers.jsonl"
    lines = left.objects[key].replace(b"days ago", f"days ago {words}".encode()).splitlines()
    left.objects[key] = b"\n".join((lines * 5)[:1000])

    assert len(page(endings["kept"])) < 1_000_000


def test_nothing_is_said_three_times(endings: dict[str, Run], page: Callable[[Run], str]) -> None:
    body = page(endings["kept"]).partition("<main>")[2]
    read = re.sub(r"<svg.*?</svg>|<[^>]+>", " ", body, flags=re.DOTALL)

    assert 3 >= read.count("+0.783")  # the sentence, the table of all, the figures of every metric
    assert 1 == read.count("Ada")


def test_a_line_that_names_a_record_leaves_out_how_all_of_them_begin(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    content = page(endings["kept"])

    lines = re.findall(r'<span class="line">([^<]+)</span>', content)
    assert 15 == len(lines)
    assert all(re.match(r"\d+ days ago and it has not come", line) for line in lines)


def test_a_metric_keeps_its_capitals_where_it_begins_a_line(
    endings: dict[str, Run], page: Callable[[Run], str]
) -> None:
    run = endings["kept"]
    assert run.comparison
    scores = run.comparison.scores[::-1]

    content = page(replace(run, comparison=replace(run.comparison, scores=scores)))

    assert '<th scope="col" class="number">ROUGE-L</th>' in content
