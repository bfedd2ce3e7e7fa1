"""A script with an error of syntax."""
import asyncio

print("not printed")
await = 3
