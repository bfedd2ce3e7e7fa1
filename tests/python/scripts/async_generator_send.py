"""`asend`, `athrow` and an exception inside an asynchronous generator."""
import asyncio


async def average():
    total, count, value = 0, 0, None
    while True:
        try:
            received = yield value
        except ValueError as error:
            print("refused:", error)
            continue
        await asyncio.sleep(0.01)
        total, count = total + received, count + 1
        value = total / count


async def main():
    mean = average()
    await mean.asend(None)
    for number in (1, 2, 6):
        print(await mean.asend(number))
    await mean.athrow(ValueError("no number"))
    print(await mean.asend(11))
    await mean.aclose()


asyncio.run(main())
