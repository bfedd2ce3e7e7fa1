"""Coroutines driven without a loop."""


async def child():
    return 2


async def main():
    return 1 + await child()


coroutine = main()
try:
    coroutine.send(None)
except StopIteration as stop:
    print(stop.value)
coroutine = main()
try:
    coroutine.throw(ValueError("thrown"))
except ValueError as error:
    print(error)
coroutine = main()
coroutine.close()
try:
    coroutine.send(None)
except RuntimeError as error:
    print(error)
