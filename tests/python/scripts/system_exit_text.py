"""`sys.exit` with a text."""
import sys

print("before")
sys.exit("it was a text, also with ünicode")
