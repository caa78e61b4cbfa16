"""What runs inside the sandbox: standard library and numpy only, started as files."""
