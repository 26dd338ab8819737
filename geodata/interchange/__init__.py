"""Records in and out in bulk: files of any usual kind, a preview, all of it or nothing, undo.

The way of a file: `safety` looks whether it may be opened, `reading` makes rows of it, `columns`
tells which column is what, `projections` and `coordinates` where each row lies, `comparison` what
would change, `batches` changes it and takes it back. `exporting` writes what `reading` reads.
What can be imported is a `subjects.Subject`; the apps above register their own.
"""
