"""The dock of the Compare page: what is compared, how it is shown and what is linked."""
