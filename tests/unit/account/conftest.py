"""Quotas as an account tells them."""

from tests.unit.costs.conftest import account as account
