"""The nation's load from two Parquet files: points, capacity and every rollup. `docs/how-to/national-recompute.md`."""
