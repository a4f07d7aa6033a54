"""The Price List, as far as a rehearsal needs a price: what AWS charges is not known here."""

import json
from collections.abc import Mapping
from typing import Any, Final

from rehearsal.bedrock.account import Account, Call
from rehearsal.bedrock.operations.registry import serves

MADE_UP: Final = "a stand-in's price, made up for rehearsals: it is not AWS's"
"""Stands in the price's own description, so that it goes wherever the price goes."""

UNIT_HOURS: Final = {"USE1-NovaMicro-ProvisionedThroughput-NoCommit-ModelUnits": "20.00"}
"""USD by usage type: one model unit for one hour, which nothing public tells of this model."""


@serves("GetProducts")
def get_products(account: Account, call: Call) -> Mapping[str, Any]:
    """Return the one product of a usage type, or none: most prices nobody stands in for."""
    call.demand("*", action="pricing:GetProducts")
    request = call.request
    wanted = {each["Field"]: each["Value"] for each in request.get("Filters", ())}
    usd = UNIT_HOURS.get(wanted.get("usagetype", ""))
    found = usd is not None and request["ServiceCode"] == "AmazonBedrock"
    return {
        "FormatVersion": "aws_v1",
        "PriceList": [json.dumps(_product(wanted["usagetype"], usd))] if found else [],
    }


def _product(usage: str, usd: str | None) -> Mapping[str, Any]:
    dimension = {"unit": "hour", "description": MADE_UP, "pricePerUnit": {"USD": usd}}
    return {
        "product": {"attributes": {"usagetype": usage}},
        "terms": {"OnDemand": {"term": {"priceDimensions": {"dimension": dimension}}}},
    }
