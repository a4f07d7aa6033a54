"""The shape of the walk as the table says it, for what is followed without a deployed machine."""

from collections.abc import Mapping
from typing import Final

from stacks.walk.steps import Map, Wait
from stacks.walk.walk import WALK
from tuning.cli.following.walk import Shape

SHAPE: Final = Shape(
    gives={step.state.name: step.gives for step in WALK},
    waits={
        target.name: target.then.name
        for step in WALK
        for target in (step.then.values() if isinstance(step.then, Mapping) else (step.then,))
        if isinstance(target, Wait)
    },
    maps={step.name: step.state.name for step in WALK if isinstance(step, Map)},
)
