import json
import re
from dataclasses import replace

import msgspec
import pytest

from tests.unit.report.markup import Page
from tuning.dataset.figures import DatasetReport, Place
from tuning.dataset.samples import Sample, Samples
from tuning.report import dataset_page
from tuning.report.dataset_view import AT_ONCE, MOST_LABELS
from tuning.report.words import KINDS
from tuning.run.handling import PrivacyMode

HOSTILE = "<script>alert('x')</script><img src=x onerror=alert(1)>\"'&"


def test_the_first_sentence_is_the_verdict(report: DatasetReport, samples: Samples) -> None:
    content = dataset_page.render(report, samples)

    heading = content.index("<h1><span>Not ready</span>: 3 errors to fix")
    assert heading < content.index("1 warning is advice") < content.index("<h2")


def test_a_dataset_without_errors_is_ready(report: DatasetReport) -> None:
    content = dataset_page.render(replace(report, errors=0), Samples())

    assert "<h1><span>Ready</span>: nothing to fix" in content


def test_every_code_is_shown_with_its_true_count_and_the_listed_problems(
    report: DatasetReport,
) -> None:
    content = dataset_page.render(report, Samples())

    errors, advice = content.split("<h3>Advice</h3>")
    assert '<code>NO_ANSWER</code><span class="number">3</span>' in errors
    assert "<li><code>train.jsonl:12</code> the record has no answer" in errors
    assert "and 2 more</li>" in errors
    assert '<code>FEW_RECORDS</code><span class="number">1</span>' in advice
    assert "<li><code>train.jsonl</code> too few records" in advice


def test_problems_in_the_same_words_are_told_once_with_their_lines(report: DatasetReport) -> None:
    answerless = next(each for each in report.problems if each.code == "NO_ANSWER")
    more = tuple(replace(answerless, line=line) for line in (12, 40, 41))

    content = dataset_page.render(replace(report, problems=more), Samples())

    assert 1 == content.count("the record has no answer")
    assert '<code>train.jsonl</code> <span class="soft">on lines</span> 12, 40, 41' in content


def test_errors_are_open_and_advice_is_folded_beside_them(report: DatasetReport) -> None:
    errors, advice = dataset_page.render(report, Samples()).split("<h3>Advice</h3>")

    assert 1 == errors.count('<details class="problems errors" open>')
    assert '<details class="problems advice">' in advice


def test_the_bars_of_labels_are_parted_by_part_and_as_long_as_their_share(
    report: DatasetReport,
) -> None:
    content = dataset_page.render(report, Samples())

    bars = re.findall(r'<svg class="share".*?</svg>', content)
    first = next(bar for bar in bars if "in-evaluation" in bar)
    widths = [float(width) for width in re.findall(r'width="([\d.]+)%" height="8', first)]
    assert [80.0, 10.0, 10.0] == widths
    assert "training: 720" in first


def test_rare_labels_are_counted_and_not_listed(report: DatasetReport) -> None:
    content = dataset_page.render(report, Samples())

    assert content.count('<tr><th scope="row">train.jsonl:') == MOST_LABELS
    assert "And 10 rarer labels, down to 30 records." in content


def test_labels_go_by_their_names_where_these_are_known(
    report: DatasetReport, samples: Samples
) -> None:
    content = dataset_page.render(report, samples)

    assert '<tr><th scope="row">card_arrival</th>' in content
    assert content.count('<tr><th scope="row">train.jsonl:') == MOST_LABELS - 1


def test_the_split_bar_is_told_to_those_who_do_not_see_it(report: DatasetReport) -> None:
    content = dataset_page.render(report, Samples())

    assert "training: 888 records; validation: 120 records; held out: 240 records</desc>" in content


def test_personal_data_is_counted_by_kind(report: DatasetReport) -> None:
    content = dataset_page.render(report, Samples())

    assert "e-mail: 12" in content
    assert "Counted; the texts were left as they are." in content


@pytest.mark.parametrize(("mode", "done"), [("redact", "replaced"), ("report", "found")])
def test_what_was_found_or_replaced_is_a_picture_by_kind(
    report: DatasetReport, mode: PrivacyMode, done: str
) -> None:
    privacy = {"EMAIL": 20, "PHONE": 5}

    content = dataset_page.render(replace(report, privacy=privacy, privacy_mode=mode), Samples())

    [picture] = re.findall(r'<svg class="chart"[^>]*"private-title.*?</svg>', content)
    assert f"Personal data and secrets that were {done}, by kind</title>" in picture
    assert "e-mail address: 20; telephone number: 5</desc>" in picture
    assert ["100.00", "25.00"] == re.findall(r'<rect[^>]* width="([\d.]+)%"', picture)


def test_rare_kinds_are_folded_and_none_is_lost(report: DatasetReport) -> None:
    privacy = {kind: 100 - place for place, kind in enumerate(KINDS)}

    content = dataset_page.render(replace(report, privacy=privacy), Samples())

    shown, folded = content.split(f"<summary>{len(KINDS) - AT_ONCE} rarer kinds</summary>")
    for place, words in enumerate(KINDS.values()):
        assert f">{words}</text>" in (shown if place < AT_ONCE else folded)
    assert f"{list(KINDS.values())[-1]}: {101 - len(KINDS)}</desc>" in folded


@pytest.mark.parametrize("more", [0, 7])
def test_a_long_list_of_problems_is_folded_and_its_fold_counts_all_that_follow(
    report: DatasetReport, more: int
) -> None:
    answerless = next(each for each in report.problems if each.code == "NO_ANSWER")
    listed = tuple(replace(answerless, line=n, message=f"it is {n}") for n in range(1, 21))
    counts = {"NO_ANSWER": 20 + more}

    content = dataset_page.render(
        replace(report, problems=listed, problem_counts=counts), Samples()
    )

    shown, folded = content.split(f"<summary>{20 - AT_ONCE + more} more</summary>")
    assert AT_ONCE == shown.count("<li><code>train.jsonl:")
    assert 20 - AT_ONCE == folded.split("</details>")[0].count("<li><code>train.jsonl:")
    assert content.count(f"and {more} more</li>") == (more > 0) == folded.count(f"and {more} more")


def test_of_a_list_that_is_nearly_short_not_one_line_is_folded(report: DatasetReport) -> None:
    few = report.labels[: AT_ONCE + 1]

    content = dataset_page.render(replace(report, labels=few), Samples())

    assert "more label" not in content
    assert AT_ONCE + 1 == content.count('<tr><th scope="row">train.jsonl:')


def test_of_many_labels_the_rarer_ones_are_folded(report: DatasetReport) -> None:
    content = dataset_page.render(report, Samples())

    shown, folded = content.split(f"<summary>{MOST_LABELS - AT_ONCE} more labels</summary>")
    assert AT_ONCE == shown.count('<tr><th scope="row">train.jsonl:')
    assert MOST_LABELS - AT_ONCE == folded.count('<tr><th scope="row">train.jsonl:')


def test_near_duplicates_are_named_by_their_lines(report: DatasetReport) -> None:
    content = dataset_page.render(report, Samples())

    assert "9 of 1,248 records that were compared are nearly the same as an earlier one" in content
    assert "train.jsonl:40, train.jsonl:41, train.jsonl:42, train.jsonl:43 and 3 more" in content


def test_samples_are_shown_with_their_lines(report: DatasetReport, samples: Samples) -> None:
    content = dataset_page.render(report, samples)

    assert "A look at 2 records" in content
    assert "train.jsonl:802" in content
    assert "[CARD_7f3a9c]" in content


def test_whatever_comes_from_the_dataset_is_text_and_never_markup(report: DatasetReport) -> None:
    clean = {tag for tag, _ in Page(dataset_page.render(report, Samples())).tags} | {"article"}
    hostile = msgspec.json.decode(
        msgspec.json.encode(report).replace(b"train.jsonl", json.dumps(HOSTILE)[1:-1].encode()),
        type=DatasetReport,
    )
    sample = Sample(
        place=Place(file=HOSTILE, line=1), system=HOSTILE, asked=HOSTILE, answer=HOSTILE
    )

    page = Page(
        dataset_page.render(hostile, Samples(records=(sample,), labels={f"{HOSTILE}:1": HOSTILE}))
    )

    assert {tag for tag, _ in page.tags} <= clean
    assert not any(name.startswith("on") for _, attributes in page.tags for name in attributes)


def test_the_page_of_a_file_without_a_good_record_has_no_pictures_of_none(
    report: DatasetReport,
) -> None:
    nothing = dict.fromkeys(report.records, 0)
    empty = replace(
        report,
        records=nothing,
        tokens=nothing,
        labels=(),
        prompt_lengths=(),
        answer_lengths=(),
        diversity=None,
        near_duplicates=None,
        privacy={},
    )

    assert '<svg class="chart"' not in dataset_page.render(empty, Samples())


def test_of_no_records_nothing_is_said(report: DatasetReport) -> None:
    searched = report.near_duplicates
    assert searched
    nothing = replace(
        report,
        records=dict.fromkeys(report.records, 0),
        diversity=None,
        near_duplicates=replace(searched, searched=0, records=0, groups=()),
    )

    content = dataset_page.render(nothing, Samples())

    assert "How different" not in content
    assert "exact duplicate" not in content


def test_hosts_that_answers_link_to_are_counted_and_named(
    report: DatasetReport, samples: Samples
) -> None:
    content = dataset_page.render(report, samples)

    assert "Of 888 answers looked at, 31 hold 42 links to 2 hosts." in content
    assert '<th scope="row">help.example.com</th><td class="number">30</td>' in content
    assert "Links in answers" not in dataset_page.render(replace(report, links=None), samples)
