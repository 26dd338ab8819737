"""A circuit to take away: files for navigation apps, a map in one file, a printed guide.

`contents` says what of a circuit may leave the site; each format writes that, and `formats` is the
list of them.
"""
