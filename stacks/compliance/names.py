"""Paths in the app for what templates call by logical ids and exports."""

import re
from collections.abc import Mapping
from typing import Any, Final

from stacks.rights.policy import flattened

Templates = Mapping[str, Mapping[str, Any]]
"""The templates of one environment, by the stack's id in the app."""

REFERENCE: Final = re.compile(r"<(\w+)(?:\.\w+)?>")


class Names:
    """What the resources of one environment are called in the app."""

    def __init__(self, templates: Templates) -> None:
        self.types: dict[str, str] = {}
        self._paths: dict[str, str] = {}
        for template in templates.values():
            for logical_id, resource in template["Resources"].items():
                path = resource.get("Metadata", {}).get("aws:cdk:path", logical_id)
                self.types[path] = resource["Type"]
                self._paths[logical_id] = path.removesuffix("/Resource")
        self._exports = {
            output["Export"]["Name"]: self._paths[_logical_id(output["Value"])]
            for template in templates.values()
            for output in template.get("Outputs", {}).values()
            if "Export" in output
        }

    def readable(self, detail: str) -> str:
        """Return a finding's detail with the paths of resources in place of generated names."""
        for export, path in self._exports.items():
            detail = detail.replace(export, f"<{path}>")
        return REFERENCE.sub(lambda match: f"<{self._paths.get(match[1], match[1])}>", detail)

    def spelled(self, value: Any) -> str:
        """Return a value of a template with the paths of resources in place of references."""
        return self.readable(flattened(value))


def _logical_id(value: Mapping[str, Any]) -> str:
    if "Ref" in value:
        return str(value["Ref"])
    return str(value["Fn::GetAtt"][0])
