"""Plaques at places and at workshops: a QR code and a short code that open the right page.

`carriers` knows what has a code, `plaque` what is on a plaque, `sheets` prints it, `views` answers
those who scan or type a code, and `desk` lets officers print.
"""
