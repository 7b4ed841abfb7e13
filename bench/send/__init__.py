"""`make bench-send`: push and e-mail through the ledger, against the SDKs used plainly."""
