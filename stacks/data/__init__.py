"""What holds data: keys, buckets, logs and the ledger of runs."""
