"""What is kept must not stand in the way of the next deploy after a first one that failed.

``Retain`` keeps a resource even when the creation of its stack is rolled back; with a name of its
own the next deploy then ends with "already exists", and a key that nobody knows of bills. With
``RetainExceptOnCreate`` what the failed deploy made goes, and everything else is kept
(CloudFormation User Guide, DeletionPolicy attribute).
"""

from tests.account.names import STACK_ID, Account, given_name
from tests.account.test_creation_order import before, graphs, stack_of
from tests.stacks.conftest import Resources

KEPT = frozenset({"Retain", "RetainExceptOnCreate"})


def test_nothing_is_kept_that_a_rolled_back_deploy_made(resources: Resources) -> None:
    policies = {str(one): one.attributes.get("DeletionPolicy", "Delete") for one in resources}

    assert "RetainExceptOnCreate" in policies.values()
    assert {} == {one: policy for one, policy in policies.items() if policy == "Retain"}


def test_what_is_kept_has_no_name_that_the_next_deploy_would_take_again(
    resources: Resources,
) -> None:
    for resource in resources:
        name = given_name(resource)
        if name is not None and resource.attributes.get("DeletionPolicy") in KEPT:
            account = Account(resources, resource.environment.name)
            assert account.name(resource).endswith(STACK_ID.split("-")[0]), resource


def test_what_forbids_its_deletion_is_created_last(resources: Resources) -> None:
    """A rollback deletes what was created, and cannot where deletion is forbidden."""
    everything = graphs(resources)
    for resource in resources:
        if resource.properties.get("DeletionProtectionEnabled"):
            graph = everything[stack_of(resource)]
            others = graph.keys() - {resource.logical_id}
            assert others <= before(resource.logical_id, graph), resource
