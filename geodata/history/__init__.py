"""Every change with who, when and why, and the way back to any earlier state.

A record and its parts, such as a place with its facts and closures, are one *document*:
``documents.py`` reads and writes it, ``tracking.py`` says of which models there are any. What a
person does is one *revision* with a *version* of every document that it changed
(``recording.py``). Drafts (``geodata/drafts``) are documents that have not been written yet, so
to publish one, to restore a state and to undo a change are the same: write what differs between
two documents.
"""
