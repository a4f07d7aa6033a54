"""The states of the walk by name, before anything is deployed.

They are written here again because the table of the walk loads the CDK, which starts a Node that a
machine without one does not have, and that Ctrl-C would end before its time. A test holds the two
together.
"""

from typing import Final

NAMES: Final = (
    "RegisterRun",
    "ResumeRun",
    "PlanValidation",
    "ValidateSegment",
    "ValidateDataset",
    "PlanHosting",
    "AwaitApproval",
    "MeasureBaselines",
    "TakeSlot",
    "StartCustomization",
    "CheckCustomization",
    "JudgeTraining",
    "PlanServing",
    "BuyThroughput",
    "CheckThroughput",
    "DeployOnDemand",
    "CheckDeployment",
    "AskModels",
    "StartEvaluation",
    "CheckEvaluation",
    "CompareModels",
    "Promote",
    "ReleaseThroughput",
    "PublishReport",
)
"""The states in the order of the walk."""
