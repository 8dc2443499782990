"""The audit: everything wrong, or odd, in a data set, with reasons and, where safe, repairs.

`audit(index, *, workspace=None, options=None, progress=None, cancelled=None) -> AuditReport` looks
at a whole data set, and `audit_rows(index, rows, *, ...)` at the files of some rows alone. Both
only read, keep no state, and may be called from any thread.
"""
