"""The tests mirror the package; e2e drives the real window, benchmarks measures it."""
