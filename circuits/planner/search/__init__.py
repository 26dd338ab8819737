"""The search: arrays in, arrays out; the hot loops are compiled by numba."""
