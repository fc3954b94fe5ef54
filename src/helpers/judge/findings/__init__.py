"""Findings: one module a chapter, one function a claim (see helpers.judge.claims)."""
