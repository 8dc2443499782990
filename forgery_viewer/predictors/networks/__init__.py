"""Networks that users bring: told apart, trusted, loaded and run in a process of their own."""
