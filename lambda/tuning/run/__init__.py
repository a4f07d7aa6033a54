"""The record of a run: what each state says, as data only.

It is the contract between the states of the walk: the machine passes exactly these objects on, and
the ledger keeps them. Nothing here acts; nothing here imports a room above ``models``.
"""
