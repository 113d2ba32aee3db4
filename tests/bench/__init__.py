"""Benchmarks: figures as ratios and per-item costs, never a verdict on a clock."""
