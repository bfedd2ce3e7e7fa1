"""All orders of a program."""
