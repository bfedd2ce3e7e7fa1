"""A line that the main thread begins and another thread ends, and what a program can know of the stream."""
import asyncio
import sys

print(sys.stdout.mode, sys.stdout.line_buffering, sys.stdout.write_through, type(sys.stdout).__name__)
print("begun", end=" ")
asyncio.run(asyncio.to_thread(print, "by main, ended by a thread"))
sys.stdout.reconfigure(line_buffering=True)
print(sys.stdout.line_buffering, sys.stderr.line_buffering)
