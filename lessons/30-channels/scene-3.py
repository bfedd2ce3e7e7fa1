"""`reader` still prefers one channel, but now that's `mail`."""
import asyncio

END = None


class Alternation:
    """Takes the next message from the first channel that has one."""

    def __init__(self, channels):
        self.channels = channels

    def ready(self):
        return [name for name, queue in self.channels.items() if not queue.empty()]

    async def recv(self):
        if not self.channels:
            return None, END
        name = self.ready()[0]
        message = await self.channels[name].get()
        if message is END:
            del self.channels[name]
        return name, message


async def reader(news, mail):
    choice = Alternation({"mail": mail, "news": news})  # @choice
    while True:
        name, message = await choice.recv()  # @recv
        if message is not END:
            print(message)  # @reads
        elif name == "news":
            print("news: the channel has ended")  # @news-ends
        elif name == "mail":
            print("mail: the channel has ended")  # @mail-ends
        else:
            break  # @none


def set_up(loop):
    news = asyncio.Queue()  # @news
    for message in ["news 1", "news 2", "news 3", "news 4"]:
        news.put_nowait(message)  # @send-news
    news.put_nowait(END)  # @end-news
    mail = asyncio.Queue()  # @mail
    for message in ["mail 1", "mail 2"]:
        mail.put_nowait(message)  # @send-mail
    mail.put_nowait(END)  # @end-mail
    return loop.create_task(reader(news, mail))  # @reader


if __name__ == "__main__":
    loop = asyncio.new_event_loop()
    loop.run_until_complete(set_up(loop))
