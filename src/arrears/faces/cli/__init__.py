"""The command line, `arrears`."""
