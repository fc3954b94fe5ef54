"""What the evidence says of a claim: readings, the rule, findings, the ledger, the timeline."""
