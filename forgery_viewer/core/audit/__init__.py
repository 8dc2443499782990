"""The audit: everything wrong, or odd, in a data set, with reasons and, where safe, repairs.

`auditing.audit` looks at a whole data set, `auditing.audit_rows` at the files of some rows alone.
Both only read, keep no state, and may be called from any thread. `kinds` says what there is to
find, `findings` what a finding is, `repairs` how masks are repaired.
"""
