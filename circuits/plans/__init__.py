"""Plans for travellers: from what one asks to a circuit through the town, and the reasons for it.

`request` is what is asked, `form` reads it, `town` states it as a problem for `circuits.planner`,
`answer` has it solved and told, `words` says the reasons in the reader's language.
"""
