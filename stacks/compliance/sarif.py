"""The review as SARIF 2.1.0, which code hosts show beside the lines where resources are made."""

import json
from typing import Any, Final

from stacks.compliance.difference import said
from stacks.compliance.review import Item, Review
from stacks.compliance.table import Decision
from tuning.naming import PROJECT

SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT: Final = "findingId/v1"


def sarif(review: Review) -> str:
    """Return the log; what a decision answers is suppressed, with its reason."""
    rules = {item.finding.rule: item.finding for item in review.items}
    places = {rule: place for place, rule in enumerate(rules)}
    decided = {decision.id: decision for decision in review.decisions}
    run = {
        "tool": {
            "driver": {
                "name": f"{PROJECT} compliance",
                "semanticVersion": review.cdk_nag,
                "rules": [
                    {
                        "id": rule,
                        "shortDescription": {"text": finding.asks},
                        "properties": {"tags": list(finding.controls)},
                    }
                    for rule, finding in rules.items()
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, places, decided) for item in review.items],
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, indent=1, ensure_ascii=False) + "\n"


def _result(item: Item, places: dict[str, int], decided: dict[str, Decision]) -> dict[str, Any]:
    finding = item.finding
    decision = decided.get(finding.decision)
    answered = (
        [{"kind": "external", "status": "accepted", "justification": decision.reason}]
        if decision
        else []
    )
    return {
        "ruleId": finding.rule,
        "ruleIndex": places[finding.rule],
        "level": "note" if decision else "error",
        "message": {"text": f"{said(item)}. {finding.asks}"},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": item.source.file, "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": item.source.line},
                },
                "logicalLocations": [{"fullyQualifiedName": finding.resource}],
            }
        ],
        "partialFingerprints": {FINGERPRINT: item.id},
        "suppressions": answered,
    }
