"""`as_completed`, `wait` and `gather`."""
import asyncio


async def after(seconds, name):
    await asyncio.sleep(seconds)
    if name == "bad":
        raise ValueError(name)
    return name


async def main():
    tasks = [asyncio.create_task(after(n, f"t{n}")) for n in (3, 1, 2)]
    for next_done in asyncio.as_completed(tasks):
        print(await next_done)
    done, pending = await asyncio.wait(
        [asyncio.create_task(after(n, str(n))) for n in (1, 2, 3)], return_when=asyncio.FIRST_COMPLETED
    )
    print(len(done), len(pending))
    done, pending = await asyncio.wait(pending, timeout=1)
    print(sorted(task.result() for task in done), len(pending))
    for task in pending:
        task.cancel()
    print(await asyncio.gather(after(1, "x"), after(0, "bad"), *pending, return_exceptions=True))
    try:
        await asyncio.gather(after(1, "bad"), after(2, "y"))
    except ValueError as error:
        print("gather raises", error)
    try:
        for next_done in asyncio.as_completed([after(5, "late")], timeout=1):
            await next_done
    except TimeoutError:
        print("as_completed gives up")


asyncio.run(main())
