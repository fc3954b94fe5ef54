"""Programs around the book, run by make: environment, browser, server, re-run, benchmarks."""
