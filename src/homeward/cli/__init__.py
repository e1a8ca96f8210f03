"""The command line: one file per command, each parses, calls `study` and prints.

Nothing heavy is imported until a command runs, so that ``homeward --help`` stays quick.
"""
