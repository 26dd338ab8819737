"""Editions: published circuits that phones take along, and what goes with them.

`document` says what is in one, `publishing` makes it, `calendar` says when its places are open,
`changes` what is another than in an older one, `images` its pictures, `outdated` when it is to be
made anew. docs/editions.md describes the result for who writes for phones.
"""
