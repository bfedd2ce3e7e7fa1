"""A little program: retries with a growing delay, a limit of requests, a cache of futures."""
import asyncio
import functools


class Unreachable(Exception):
    pass


def retry(times, delay):
    def decorate(function):
        @functools.wraps(function)
        async def wrapper(*arguments):
            for attempt in range(times):
                try:
                    return await function(*arguments)
                except Unreachable as error:
                    print(f"attempt {attempt + 1}: {error}")
                    await asyncio.sleep(delay * 2**attempt)
            raise Unreachable(f"gave up after {times}")

        return wrapper

    return decorate


calls = {}
cache = {}


@retry(3, 0.5)
async def fetch(url):
    calls[url] = calls.get(url, 0) + 1
    await asyncio.sleep(0.1)
    if url == "flaky" and calls[url] < 3 or url == "dead":
        raise Unreachable(url)
    return f"<{url}>"


async def cached(url):
    if url not in cache:
        cache[url] = asyncio.ensure_future(fetch(url))
    return await cache[url]


async def main():
    urls = ["good", "flaky", "good", "dead"]
    results = await asyncio.gather(*map(cached, urls), return_exceptions=True)
    for url, result in zip(urls, results):
        print(url, repr(result))
    print(calls)


asyncio.run(main())
