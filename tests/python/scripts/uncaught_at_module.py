"""An exception outside the loop."""
import asyncio

asyncio.run(asyncio.sleep(1))


def divide(a, b):
    return a / b


print("before")
divide(1, 0)
